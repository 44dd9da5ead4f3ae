// The entered half of a generated city's health check: ledgers of communities, and the figures that departments, experts and
// residents give. Old quarters have more of everything that is wrong.

#include <algorithm>
#include <array>
#include <cmath>

#include <fmt/format.h>

#include "cityloop/base/time.h"
#include "cityloop/io/generate/tables.h"

namespace cityloop::demo {
namespace {

/// What a ledger looks for, how often it finds it in a quarter (per 1,000 residents), and what is written then.
struct Check {
  std::string_view check, object, problem, advice, responsible, nature;
  std::array<double, kQuarters> per_1000;  // old town, main urban, new district, suburb, industry, rural
  bool dated;
  double quantity;  // 0: the object itself
};
constexpr auto kChecks = std::to_array<Check>({
    {"structure",
     "栋",
     "承重墙体开裂",
     "鉴定后加固",
     "房屋安全管理中心",
     "工程类",
     {0.030, 0.008, 0, 0.006, 0.01, 0.02},
     true,
     0},
    {"gas",
     "栋",
     "立管运行超过20年且锈蚀",
     "更换立管",
     "燃气公司",
     "工程类",
     {0.050, 0.015, 0, 0.004, 0.01, 0},
     true,
     0},
    {"stairwell",
     "栋",
     "楼道堆物，疏散照明损坏",
     "清理并更换灯具",
     "物业服务企业",
     "管理类",
     {0.16, 0.07, 0.01, 0.05, 0.06, 0.02},
     true,
     0},
    {"envelope",
     "栋",
     "外墙饰面脱落",
     "清除并修补饰面",
     "物业服务企业",
     "工程类",
     {0.09, 0.04, 0.005, 0.02, 0.03, 0.02},
     true,
     0},
    {"not_self_contained",
     "栋",
     "无独立厨房或卫生间",
     "成套化改造",
     "住房保障中心",
     "工程类",
     {0.020, 0.003, 0, 0.002, 0.006, 0.01},
     false,
     24},
    {"pipes",
     "栋",
     "排水管老化堵塞",
     "更换排水管",
     "自来水公司",
     "工程类",
     {0.13, 0.06, 0.004, 0.03, 0.04, 0.03},
     false,
     0},
    {"ageing_retrofit",
     "栋",
     "多层住宅无电梯且具备加装条件",
     "加装电梯",
     "街道办事处",
     "工程类",
     {0.15, 0.16, 0.01, 0.05, 0.04, 0.01},
     false,
     0},
    {"energy_retrofit",
     "栋",
     "2000年以前建成，未做节能改造",
     "外墙保温与门窗更换",
     "住建局",
     "工程类",
     {0.10, 0.12, 0, 0.03, 0.03, 0.01},
     false,
     0},
    {"digital_retrofit",
     "栋",
     "公共部位无烟感",
     "加装烟感与报警",
     "消防救援大队",
     "工程类",
     {0.07, 0.05, 0.01, 0.03, 0.03, 0.02},
     false,
     0},
    {"elder_care",
     "小区",
     "未配建日间照料中心",
     "利用闲置用房配建",
     "民政局",
     "工程类",
     {0.02, 0.016, 0.012, 0.02, 0.01, 0.03},
     false,
     0},
    {"infant_care",
     "小区",
     "未配建托育设施",
     "引入普惠托育机构",
     "卫生健康局",
     "管理类",
     {0.03, 0.025, 0.018, 0.03, 0.01, 0.04},
     false,
     0},
    {"kindergarten",
     "小区",
     "幼儿园班数不足6班",
     "扩班",
     "教育局",
     "工程类",
     {0.012, 0.008, 0.010, 0.012, 0.01, 0.02},
     false,
     0},
    {"school_places",
     "小区",
     "500米内小学学位不足",
     "扩建或调整学区",
     "教育局",
     "工程类",
     {0.01, 0.012, 0.020, 0.012, 0.005, 0.01},
     false,
     45},
    {"parking",
     "小区",
     "停车泊位少于户数",
     "挖潜增设泊位",
     "城管局",
     "工程类",
     {0.06, 0.05, 0.008, 0.02, 0.01, 0},
     false,
     120},
    {"chargers",
     "小区",
     "充电桩不足",
     "统建统营充电桩",
     "住建局",
     "工程类",
     {0.04, 0.05, 0.02, 0.02, 0.01, 0.01},
     false,
     18},
    {"ebike_charging",
     "小区",
     "无集中充电设施",
     "建设充电棚",
     "街道办事处",
     "工程类",
     {0.05, 0.03, 0.004, 0.02, 0.02, 0.02},
     true,
     0},
    {"activity_space",
     "小区",
     "活动场地不足150平方米",
     "利用边角地改造",
     "街道办事处",
     "工程类",
     {0.06, 0.03, 0.003, 0.02, 0.02, 0.02},
     false,
     0},
    {"footpaths",
     "路段",
     "铺装破损、积水",
     "重新铺装",
     "市政维护中心",
     "工程类",
     {0.05, 0.03, 0.01, 0.03, 0.03, 0.02},
     false,
     0.3},
    {"waste_sorting",
     "小区",
     "分类投放点缺失",
     "设置投放点并配督导员",
     "城管局",
     "管理类",
     {0.02, 0.01, 0.002, 0.012, 0.01, 0.03},
     true,
     0},
    {"property_management",
     "小区",
     "无物业服务",
     "引入物业或社区托管",
     "街道办事处",
     "管理类",
     {0.05, 0.02, 0, 0.02, 0.01, 0.05},
     false,
     0},
    {"smart_retrofit",
     "小区",
     "无智能门禁与监控平台",
     "接入智慧社区平台",
     "街道办事处",
     "工程类",
     {0.06, 0.05, 0.01, 0.04, 0.02, 0.04},
     false,
     0},
    {"sports_ground",
     "街区",
     "多功能运动场地开放时间不足12小时",
     "延长开放时间",
     "体育局",
     "管理类",
     {0.008, 0.006, 0.004, 0.006, 0.004, 0.01},
     false,
     0},
    {"culture_centre",
     "街区",
     "文化活动中心面积不足3000平方米",
     "扩建",
     "文化和旅游局",
     "工程类",
     {0.006, 0.005, 0.006, 0.006, 0.003, 0.01},
     false,
     0},
    {"disorderly_parking",
     "道路",
     "机动车占用人行道",
     "施划泊位并加强执法",
     "公安交管大队",
     "管理类",
     {0.05, 0.04, 0.01, 0.02, 0.02, 0.01},
     false,
     0},
    {"old_commercial",
     "街区",
     "老旧商业街业态单一",
     "业态调整与步行环境提升",
     "商务局",
     "工程类",
     {0.006, 0.002, 0, 0.001, 0, 0},
     false,
     0},
    {"old_industrial",
     "街区",
     "老旧厂区闲置",
     "转型为文创与公共空间",
     "工业和信息化局",
     "工程类",
     {0.002, 0.001, 0, 0.001, 0.03, 0},
     false,
     0},
    {"old_residential",
     "街区",
     "老旧生活街区设施不足",
     "片区更新",
     "住建局",
     "工程类",
     {0.010, 0.004, 0, 0.001, 0.002, 0},
     false,
     0},
});

/// A figure of the whole city: its level, what a year adds, and what noise it has; of the city, or of each resident.
struct Figure {
  std::string_view variable, unit;
  double level, step, noise;
  int decimals;
  bool per_person = false;
};
constexpr auto kFigures = std::to_array<Figure>({
    {"hc2025.30.sewage_collection", "%", 71.8, 1.6, 0.4, 1},
    {"hc2025.31.black_water", "个", 1, -1, 0, 0},
    {"hc2025.32.greenway", "%", 66.2, 2.0, 0.5, 1},
    {"hc2025.33.football", "%", 28.5, 1.4, 0.4, 1},
    {"hc2025.34.culture_area", "m2/person", 0.17, 0.01, 0.002, 2},
    {"hc2025.35.street_density", "km/km2", 7.6, 0.1, 0.02, 2},
    {"hc2025.36.green_building", "%", 98.6, 0.5, 0.2, 1},
    {"hc2025.37.heritage_filed", "%", 92, 4, 0, 0},
    {"hc2025.38.heritage_vacant", "%", 18, -1, 0.5, 0},
    {"hc2025.39.heritage_events", "起", 0, 0, 0, 0},
    {"hc2025.40.heritage_demolished", "栋", 0, 0, 0, 0},
    {"hc2025.41.heritage_added", "个", 6, 0, 2, 0},
    {"hc2025.42.peak_speed", "km/h", 24.1, 0.2, 0.3, 1},
    {"hc2025.43.rail_commuting", "%", 9.3, 0.8, 0.3, 1},
    {"hc2025.44.affordable_housing", "%", 14.2, 1.5, 1, 1},
    {"hc2025.45.urban_villages", "%", 37, 9, 1, 0},
    {"hc2025.46.construction_deaths", "%", 0.35, -0.02, 0.03, 2},
    {"hc2025.47.waterlogging", "个", 4, -1, 0, 0},
    {"hc2025.48.drainage_capacity", "万立方米/h/km2", 0.008, 0.0005, 0, 4},
    {"hc2025.49.emergency_water", "%", 63, 1, 0, 0},
    {"hc2025.50.dual_use", "个", 3, 1, 0, 0},
    {"hc2025.51.bridges", "座", 2, -1, 0, 0},
    {"hc2025.52.gas_renewal", "%", 88, 4, 1, 0},
    {"hc2025.53.fire_station", "%", 34.6, 2.2, 0.2, 1},
    {"hc2025.54.shelter", "m2/person", 1.86, 0.08, 0.01, 2},
    {"hc2025.55.pipe_monitoring", "%", 17, 3, 0.5, 0},
    {"hc2025.56.site_monitoring", "%", 72, 5, 1, 0},
    {"hc2025.57.fire_warning", "%", 41, 8, 1, 0},
    {"hc2025.58.cim", "%", 38, 7, 1, 0},
    {"hc2025.59.smart_operation", "件/km2", 412, 10, 8, 0},
    // Experts' grades where nobody publishes a number: 4 very good … 1 poor.
    {"hc2025.33.football.expert", "1", 2, 0, 0, 0},
    {"hc2025.38.heritage_vacant.expert", "1", 2, 0, 0, 0},
    {"hc2025.42.peak_speed.expert", "1", 3, 0, 0, 0},
    {"hc2025.45.urban_villages.expert", "1", 3, 0, 0, 0},
    {"hc2025.51.bridges.expert", "1", 3, 0, 0, 0},
    {"hc2025.56.site_monitoring.expert", "1", 3, 0, 0, 0},
    // Residents' content, 0–100.
    {"hc2025.14.parking.survey", "1", 52, 1, 1, 0},
    {"hc2025.22.middle_school.survey", "1", 78, 0, 1, 0},
    {"hc2025.25.park.survey", "1", 81, 1, 1, 0},
    {"hc2025.30.sewage_collection.survey", "1", 57, 1, 1, 0},
    {"hc2025.42.peak_speed.survey", "1", 61, 0, 1, 0},
    {"hc2025.47.waterlogging.survey", "1", 66, 1, 1, 0},
    // What the ten points ask for and no yearbook table above holds.
    {"commuters_across", "person", 0.021, 0.001, 0.0005, 0, true},
    {"intercity_trains", "次", 46, 4, 1, 0},
    {"services_shared", "%", 38, 7, 1, 0},
    {"river_sections_met", "%", 87.5, 1.5, 0.5, 1},
    {"joint_spending", "万元", 0.013, 0.001, 0.0005, 0, true},
    {"water_loss", "%", 9.8, -0.3, 0.1, 1},
    {"gigabit_homes", "%", 71, 6, 1, 0},
    {"clean_energy_share", "%", 27.3, 1.1, 0.2, 1},
    {"datasets_open", "%", 31, 5, 1, 0},
    {"waste_recycled", "%", 33.4, 1.8, 0.4, 1},
    {"cases_on_time", "%", 91.2, 0.8, 0.5, 1},
    {"permits_on_shared_data", "%", 62, 5, 1, 0},
    {"decisions_upheld", "%", 84, 1, 1, 0},
    {"research_spending", "万元", 0.19, 0.012, 0.003, 0, true},
    {"high_tech_share", "%", 14.1, 0.9, 0.3, 1},
    {"new_firms", "1", 0.0079, 0.0004, 0.0001, 0, true},
    {"patents", "1", 0.0013, 0.00015, 0.00002, 0, true},
    {"accident_deaths", "1", 0.000012, -0.000001, 0.000001, 0, true},
    {"warnings_heard", "%", 78, 4, 1, 0},
    {"drill_participants", "person", 0.14, 0.02, 0.005, 0, true},
    {"graduates", "person", 0.172, 0.006, 0.001, 0, true},
    {"net_arrivals", "person", 0.0061, 0.0003, 0.0006, 0, true},
    {"trainees", "person", 0.071, 0.006, 0.002, 0, true},
    {"rent_burden", "%", 22.6, 0.4, 0.3, 1},
    {"foreign_trade", "万元", 1.9, 0.06, 0.05, 0, true},
});

}  // namespace

std::string inspections_csv(const Layout& l, const DemoSpec& spec, const Sketch& s, std::size_t& count) {
  const int last = year_of_spec(spec), first = last - spec.years_later;
  const Date today = demo_date(spec);
  Rows out;
  row(out,
      "检查项,单元编码,检查对象,结论,存在问题,问题程度,整治类型,问题分类,数量,检查日期,整治期限,完成日期,"
      "责任单位,整治建议,照片\n");
  count = 0;
  const auto day = [](int year, std::uint64_t offset) {
    return std::chrono::sys_days{std::chrono::year{year} / 3 / 1} + std::chrono::days{offset};
  };
  std::uint64_t community = 0;
  for (const Zone& z : s.zones) {
    if (z.level != "community") continue;
    ++community;
    for (int year = first; year <= last; ++year)
      for (std::size_t k = 0; k < kChecks.size(); ++k) {
        const Check& c = kChecks[k];
        Random r = l.random("inspection", (community * 100 + k) * 10000 + static_cast<std::uint64_t>(year));
        // A check is made of the whole community in a few weeks of spring and summer; what is sound is one row.
        const Date looked = day(year, r.below(150));
        const double expected =
            c.per_1000[at(z.mostly)] * z.people_first / 1000 * (year == first ? 1.0 : 0.25);
        const auto found = static_cast<int>(std::floor(expected + r.uniform()));
        const std::uint64_t start = r.below(80);
        for (int n = 0; n < found; ++n) {
          const auto object =
              fmt::format("{}{}{:02}", z.code, c.object, 1 + (start + static_cast<std::uint64_t>(n)) % 80);
          const int severity = 1 + static_cast<int>(r.below(c.dated ? 5 : 4));
          const Date due = looked + std::chrono::days{c.dated ? 180 : 540};
          // Most is put right in time; an overworked unit is late, and some of it is still open.
          const double luck = r.uniform();
          const Date done = due + std::chrono::days{luck < 0.7 ? -static_cast<int>(r.below(90))
                                                               : static_cast<int>(r.below(400))};
          const bool finished = luck < 0.92 && done <= today;
          const double quantity = c.quantity == 0 ? 1.0 : c.quantity * r.uniform(0.5, 1.5);
          row(out, "{},{},{},有问题,{},{},{},{},{:.{}f},{},{},{},{},{},\n", c.check, z.code, object,
              c.problem, severity, c.dated ? "限时解决" : "尽力解决", c.nature, quantity,
              c.quantity > 0 && c.quantity < 1 ? 2 : 0, to_string(looked), to_string(due),
              finished ? to_string(done) : "", c.responsible, c.advice);
          ++count;
        }
        row(out, "{},{},{}其余,无问题,,,,,,{},,,,,\n", c.check, z.code, z.code, to_string(looked));
        ++count;
      }
  }
  return fmt::to_string(out);
}

std::string health_figures_csv(const Layout& l, const DemoSpec& spec) {
  const int last = year_of_spec(spec), first = last - spec.years_later;
  Rows out;
  row(out, "variable,unit,level,zone,year,value,note\n");
  for (int year = first - 4; year <= last; ++year)
    for (std::size_t k = 0; k < kFigures.size(); ++k) {
      const Figure& f = kFigures[k];
      Random r = l.random("health figure", k * 10000 + static_cast<std::uint64_t>(year));
      double v = f.level + f.step * (year - first) + f.noise * r.normal();
      if (f.unit == "%") v = std::min(v, 100.0);
      if (f.per_person) v *= spec.people;
      const double scale = std::pow(10.0, f.decimals);
      v = std::max(0.0, std::round(v * scale) / scale);
      row(out, "{},{},,,{},{:.{}f},generated\n", f.variable, f.unit, year, v, f.decimals);
    }
  return fmt::to_string(out);
}

}  // namespace cityloop::demo
