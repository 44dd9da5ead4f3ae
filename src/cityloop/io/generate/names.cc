#include <array>
#include <cmath>

#include "cityloop/io/generate/sketch.h"

namespace cityloop::demo {
namespace {

struct Word {
  std::string_view zh, en;
};
constexpr std::array<Word, 36> kGood{{
    {"幸福", "Xingfu"},    {"阳光", "Yangguang"}, {"翠园", "Cuiyuan"},  {"锦绣", "Jinxiu"},
    {"和平", "Heping"},    {"新华", "Xinhua"},    {"朝阳", "Chaoyang"}, {"东风", "Dongfeng"},
    {"建设", "Jianshe"},   {"文昌", "Wenchang"},  {"桂花", "Guihua"},   {"青松", "Qingsong"},
    {"白鹭", "Bailu"},     {"云溪", "Yunxi"},     {"明珠", "Mingzhu"},  {"紫荆", "Zijing"},
    {"望江", "Wangjiang"}, {"清河", "Qinghe"},    {"柳林", "Liulin"},   {"石桥", "Shiqiao"},
    {"金泉", "Jinquan"},   {"丰收", "Fengshou"},  {"红星", "Hongxing"}, {"永安", "Yongan"},
    {"长乐", "Changle"},   {"福田", "Futian"},    {"玉兰", "Yulan"},    {"梅岭", "Meiling"},
    {"竹溪", "Zhuxi"},     {"南湖", "Nanhu"},     {"北坡", "Beipo"},    {"西苑", "Xiyuan"},
    {"东岗", "Donggang"},  {"银杏", "Yinxing"},   {"芙蓉", "Furong"},   {"杨柳", "Yangliu"},
}};
constexpr std::array<Word, 6> kCompound{{
    {"小区", "Compound"},
    {"花园", "Gardens"},
    {"家园", "Homes"},
    {"苑", "Court"},
    {"里", "Lane"},
    {"新村", "New Village"},
}};
constexpr std::array<Word, 24> kRoad{{
    {"人民", "Renmin"},    {"中山", "Zhongshan"}, {"解放", "Jiefang"},  {"建国", "Jianguo"},
    {"文化", "Wenhua"},    {"迎宾", "Yingbin"},   {"青年", "Qingnian"}, {"滨江", "Binjiang"},
    {"工业", "Gongye"},    {"科技", "Keji"},      {"学府", "Xuefu"},    {"胜利", "Shengli"},
    {"光明", "Guangming"}, {"友谊", "Youyi"},     {"健康", "Jiankang"}, {"团结", "Tuanjie"},
    {"前进", "Qianjin"},   {"振兴", "Zhenxing"},  {"花园", "Huayuan"},  {"车站", "Chezhan"},
    {"湖滨", "Hubin"},     {"环山", "Huanshan"},  {"开发", "Kaifa"},    {"幸福", "Xingfu"},
}};
constexpr std::array<Word, 11> kSide{{
    {"", ""},
    {"东", "East"},
    {"西", "West"},
    {"南", "South"},
    {"北", "North"},
    {"中", "Middle"},
    {"新", "New"},
    {"上", "Upper"},
    {"下", "Lower"},
    {"前", "Front"},
    {"后", "Back"},
}};
std::string ordinal(std::uint64_t n) { return n == 0 ? std::string{} : std::to_string(n + 1); }

}  // namespace

Text compound_name(std::uint64_t number) {
  const Word& a = kGood[number % kGood.size()];
  const Word& b = kCompound[(number / kGood.size()) % kCompound.size()];
  const std::string more = ordinal(number / (kGood.size() * kCompound.size()));
  return {std::string{a.en} + " " + std::string{b.en} + (more.empty() ? "" : " " + more),
          std::string{a.zh} + std::string{b.zh} + (more.empty() ? "" : more + "期")};
}

Text road_name(bool east_west, int line) {
  const auto n = static_cast<std::size_t>(std::abs(2 * line) + (line < 0 ? 1 : 0));
  const Word& w = kRoad[(n + (east_west ? 0 : 7)) % kRoad.size()];
  const std::string more = ordinal(n / kRoad.size());
  return {std::string{w.en} + more + (east_west ? " Road" : " Avenue"),
          std::string{w.zh} + more + (east_west ? "路" : "大道")};
}

Text area_name(std::uint64_t number) {
  const Word& w = kGood[number % kGood.size()];
  const Word& side = kSide[(number / kGood.size()) % kSide.size()];
  const std::string more = ordinal(number / (kGood.size() * kSide.size()));
  return {std::string{w.en} + (side.en.empty() ? "" : " ") + std::string{side.en} +
              (more.empty() ? "" : " " + more),
          std::string{w.zh} + std::string{side.zh} + more};
}

}  // namespace cityloop::demo
