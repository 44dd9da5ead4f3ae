#include "cityloop/app/declare.h"

namespace cityloop {

void declare_serve(Declaring& b) {
  Arguments& a = b.a;
  const Text file{"FILE", "文件"};
  auto& c = b.command(
      b.app, "serve", {"the city in a browser", "在浏览器中使用"},
      {"Serves the web application and the API. On its first start it makes an administrator and prints a "
       "password that is good "
       "once. Without a city it shows a page onto which files are dropped. Ctrl-C ends it: what was begun is "
       "finished "
       "first.\n\n"
       "It listens on this machine only, unless --address says otherwise; then use TLS (--certificate, "
       "--key) or a reverse "
       "proxy (--behind-proxy).\n\n"
       "Examples:\n  cityloop -w mycity serve\n  cityloop -w mycity serve --demo --port 8000",
       "提供网页应用与接口。首次启动会创建管理员并打印一次性密码。没有城市时显示可拖放文件的页面。按 Ctrl-C "
       "结束：已开始的请求会先完成。\n\n"
       "默认只监听本机，除非指定 --address；此时请使用 "
       "TLS（--certificate、--key）或反向代理（--behind-proxy）。\n\n"
       "示例：\n  cityloop -w mycity serve\n  cityloop -w mycity serve --demo --port 8000"});
  b.opt(c, "--port", a.port, {"port (default: 8080; 0: any free one)", "端口（默认 8080；0 为任意空闲端口）"})
      ->check(CLI::Range(0, 65535));
  b.opt(c, "--address", a.address,
        {"address to listen on (default: 127.0.0.1)", "监听地址（默认 127.0.0.1）"}, {"ADDRESS", "地址"});
  b.opt(c, "--certificate", a.certificate, {"TLS certificate chain (PEM)", "TLS 证书链（PEM）"}, file);
  b.opt(c, "--key", a.key, {"its private key (PEM)", "证书私钥（PEM）"}, file);
  b.opt(c, "--base-url", a.base_url,
        {"how others reach it, for links (default: address and port)",
         "对外地址，用于链接（默认为地址与端口）"},
        {"URL", "网址"});
  b.opt(c, "--web", a.web,
        {"folder of the web application (default: the one that came with the program)",
         "网页应用文件夹（默认为程序自带）"},
        kFolder);
  b.flag(c, "--behind-proxy", a.behind_proxy,
         {"believe X-Forwarded-For and X-Forwarded-Proto", "信任 X-Forwarded-For 与 X-Forwarded-Proto"});
  b.flag(c, "--closed", a.closed, {"visitors must sign in to see anything", "未登录者不能查看任何内容"});
  b.flag(c, "--demo", a.demo,
         {"one account for each role, with passwords printed now", "为每个角色创建一个账号，并打印密码"});
}

}  // namespace cityloop
