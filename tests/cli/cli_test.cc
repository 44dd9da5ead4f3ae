// The program as people meet it: every folder tests/cli/<verb>/<case> is one test.
//
//   cmd    shell commands, run in an empty folder that holds a copy of in/ and `town`, a small city
//   town   which town: `files` (not imported, default), `imported`, `adopted` (turned and adopted) or `none`
//   in/    files that the case adds
//   out    what must be on standard output, err on standard error; a missing file: nothing may be there
//   code   the exit code, 0 where there is no such file
//
// In `out` and `err` a line `…` stands for any lines, and `*` in a line for any text: what may change for good reasons
// (ids, sizes, scores) is not pinned. `make bless` (CITYLOOP_BLESS=1) rewrites what no longer matches, with ids and
// decimals starred. A command with --json must also print JSON that can be read.

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <future>
#include <map>
#include <memory>
#include <regex>
#include <sstream>
#include <thread>

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <sys/wait.h>

#include "cityloop/base/document.h"
#include "tests/paths.h"

namespace cityloop {
namespace {

namespace fs = std::filesystem;

std::string read(const fs::path& p) {
  std::ifstream in{p, std::ios::binary};
  std::stringstream all;
  all << in.rdbuf();
  return all.str();
}
std::vector<std::string> lines(const std::string& s) {
  std::vector<std::string> out;
  for (std::size_t at = 0; at < s.size();) {
    const std::size_t end = std::min(s.find('\n', at), s.size());
    out.push_back(s.substr(at, end - at));
    at = end + 1;
  }
  return out;
}

/// Does `text` follow `pattern`, where * stands for any text? Both are bytes; * is the only sign.
bool follows(std::string_view pattern, std::string_view text) {
  std::size_t p = 0, t = 0, star = std::string_view::npos, mark = 0;
  while (t < text.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      mark = t;
    } else if (p < pattern.size() && pattern[p] == text[t]) {
      ++p, ++t;
    } else if (star != std::string_view::npos) {
      p = star + 1;
      t = ++mark;
    } else {
      return false;
    }
  }
  while (p < pattern.size() && pattern[p] == '*') ++p;
  return p == pattern.size();
}
/// The same for lines, where … stands for any of them.
bool follows(const std::vector<std::string>& pattern, const std::vector<std::string>& text) {
  std::vector<bool> reached(text.size() + 1, false);
  reached[0] = true;
  for (const std::string& p : pattern) {
    std::vector<bool> next(text.size() + 1, false);
    if (p == "…") {
      bool any = false;
      for (std::size_t i = 0; i <= text.size(); ++i) next[i] = any = any || reached[i];
    } else {
      for (std::size_t i = 0; i < text.size(); ++i)
        if (reached[i] && follows(p, text[i])) next[i + 1] = true;
    }
    reached = std::move(next);
  }
  return reached[text.size()];
}
/// What is written as a golden file: ids, decimals and sizes may change for good reasons. Of JSON only the outermost keys.
std::string starred(const std::string& s) {
  static const std::regex id{"\\b[0-9a-f]{16,32}\\b"}, decimal{"[0-9]+\\.[0-9]+"},
      size{"[0-9]+ KiB|[0-9]+ indicators|\"bytes\": [0-9]+"};
  std::string out, last;
  if (s.starts_with("{\"") || s.starts_with("[{\"")) return "*\n";
  const bool json = s.starts_with("{\n") || s.starts_with("[\n");
  for (const std::string& line : lines(s)) {
    const bool inner = json && line.starts_with("   ");
    const std::string kept =
        inner ? "…"
              : std::regex_replace(std::regex_replace(std::regex_replace(line, size, "*"), id, "*"), decimal,
                                   "*");
    if (!(inner && last == "…")) out += kept + "\n";
    last = kept;
  }
  return out;
}

struct Ran {
  int code = -1;
  std::string out, err;
};
/// Runs shell commands in a folder, with this build's program on the path and nothing of the caller's settings.
Ran run(const fs::path& folder, const fs::path& script) {
  const fs::path out = folder.string() + ".out", err = folder.string() + ".err";
  const std::string program = fs::path{testing::binary()}.parent_path().string();
  const std::string command = fmt::format(
      "cd '{}' && env -i PATH=\"{}:$PATH\" HOME='{}' LC_ALL=C.UTF-8 SOURCE_DATE_EPOCH=1767225600 "
      "CITYLOOP_CATALOGUE='{}/catalogue' TESTS='{}/tests/cli' ASAN_OPTIONS=\"${{ASAN_OPTIONS-}}\" "
      "timeout 120 sh -u '{}' </dev/null >'{}' 2>'{}'",
      folder.string(), program, folder.string(), testing::source_dir(), testing::source_dir(),
      script.string(), out.string(), err.string());
  const int status = std::system(command.c_str());
  // Where the checkout lies is nobody's business.
  const auto placed = [](std::string text) {
    for (std::size_t at = 0; (at = text.find(testing::source_dir(), at)) != std::string::npos;)
      text.replace(at, testing::source_dir().size(), "ROOT");
    return text;
  };
  Ran r{WIFEXITED(status) ? WEXITSTATUS(status) : -1, placed(read(out)), placed(read(err))};
  fs::remove(out);
  fs::remove(err);
  return r;
}

/// A folder that is gone afterwards.
struct Scratch {
  Scratch() {
    std::string pattern = (fs::temp_directory_path() / "cityloop-cli-XXXXXX").string();
    folder = ::mkdtemp(pattern.data());
  }
  ~Scratch() {
    std::error_code ignored;
    fs::remove_all(folder, ignored);
  }
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;
  fs::path folder;
};

fs::path cases_folder() { return fs::path{testing::source_dir()} / "tests/cli"; }

/// The town in the state that a case begins with; each is made once and copied.
fs::path town(const std::string& state) {
  static const Scratch scratch;
  static std::map<std::string, fs::path> made;
  if (const auto it = made.find(state); it != made.end()) return it->second;
  const fs::path at = scratch.folder / state;
  const fs::path before =
      state == "files" ? cases_folder() / "town" : town(state == "imported" ? "files" : "imported");
  fs::copy(before, at, fs::copy_options::recursive);
  const fs::path script = scratch.folder / (state + ".sh");
  std::ofstream{script} << (state == "imported" ? "cityloop -w . import --quiet"
                            : state == "adopted"
                                ? "cityloop -w . -q turn && cityloop -w . -q adopt --by mayor"
                                : ":");
  const Ran r = run(at, script);
  EXPECT_EQ(r.code, 0) << state << ":\n" << r.err;
  return made[state] = at;
}

std::vector<std::string> all_cases() {
  std::vector<std::string> out;
  for (const auto& entry : fs::recursive_directory_iterator(cases_folder()))
    if (entry.path().filename() == "cmd")
      out.push_back(fs::relative(entry.path().parent_path(), cases_folder()).string());
  std::sort(out.begin(), out.end());
  return out;
}

/// Compares with a golden file, or rewrites it where it no longer matches and that was asked for.
void expect_file(const fs::path& file, const std::string& got) {
  const std::string want = fs::exists(file) ? read(file) : "";
  if (follows(lines(want), lines(got))) return;
  if (std::getenv("CITYLOOP_BLESS") != nullptr) {
    if (got.empty()) fs::remove(file);
    else std::ofstream{file, std::ios::binary} << starred(got);
    return;
  }
  ADD_FAILURE() << fs::relative(file, cases_folder()).string() << " expects\n"
                << want << "\nbut there is\n"
                << got;
}

Ran answer_of(const std::string& name) {
  const fs::path home = cases_folder() / name;
  const Scratch scratch;
  const fs::path here = scratch.folder / "here";
  fs::create_directory(here);
  std::string state = fs::exists(home / "town") ? read(home / "town") : "files";
  state.erase(std::remove(state.begin(), state.end(), '\n'), state.end());
  if (state != "none") fs::copy(town(state), here / "town", fs::copy_options::recursive);
  if (fs::exists(home / "in"))
    fs::copy(home / "in", here, fs::copy_options::recursive | fs::copy_options::overwrite_existing);
  return run(here, home / "cmd");
}

/// Runs every case ahead of the test that judges it, on all cores: a process that waits for the disk costs no time.
class Ahead {
 public:
  explicit Ahead(std::vector<std::string> names) : names_{std::move(names)}, answers_(names_.size()) {
    for (const char* state : {"files", "imported", "adopted"}) town(state);  // before there are threads
    const unsigned cores = std::max(2U, std::thread::hardware_concurrency());
    for (unsigned i = 0; i < cores; ++i)
      workers_.emplace_back([this] {
        for (std::size_t k = next_++; k < names_.size(); k = next_++)
          answers_[k].set_value(answer_of(names_[k]));
      });
  }
  Ran answer(const std::string& name) {
    const auto at = std::find(names_.begin(), names_.end(), name);
    return answers_[static_cast<std::size_t>(at - names_.begin())].get_future().get();
  }

 private:
  std::vector<std::string> names_;
  std::vector<std::promise<Ran>> answers_;
  std::atomic<std::size_t> next_{0};
  std::vector<std::jthread> workers_;
};

class Program : public ::testing::TestWithParam<std::string> {};

TEST_P(Program, AnswersAsWritten) {
  const fs::path home = cases_folder() / GetParam();
  // A single case that is asked for by name is run alone.
  static std::unique_ptr<Ahead> ahead = ::testing::UnitTest::GetInstance()->test_to_run_count() > 20
                                            ? std::make_unique<Ahead>(all_cases())
                                            : nullptr;
  const Ran r = ahead ? ahead->answer(GetParam()) : answer_of(GetParam());
  const std::string code = fs::exists(home / "code") ? read(home / "code") : "0\n";
  if (std::to_string(r.code) + "\n" != code) {
    if (std::getenv("CITYLOOP_BLESS") == nullptr)
      ADD_FAILURE() << "exit code " << r.code << ", expected " << code << r.out << r.err;
    else if (r.code == 0) fs::remove(home / "code");
    else std::ofstream{home / "code"} << r.code << "\n";
  }
  expect_file(home / "out", r.out);
  expect_file(home / "err", r.err);
  // Only the last command counts: what others print is for the script.
  if (lines(read(home / "cmd")).back().find("--json") != std::string::npos && r.code == 0) {
    EXPECT_NO_THROW(parse_json(r.out, "standard output")) << r.out;
  }
}

std::string name_of(const ::testing::TestParamInfo<std::string>& info) {
  std::string s = info.param;
  for (char& c : s)
    if (std::isalnum(static_cast<unsigned char>(c)) == 0) c = '_';
  return s;
}
INSTANTIATE_TEST_SUITE_P(Cli, Program, ::testing::ValuesIn(all_cases()), name_of);

TEST(Pattern, StandsForWhatItSays) {
  EXPECT_TRUE(follows(lines("a *\n…\nz\n"), lines("a 1\nb\nc\nz\n")));
  EXPECT_TRUE(follows(lines("a\n…\n"), lines("a\n")));
  EXPECT_FALSE(follows(lines("a\n…\nz\n"), lines("a\nb\n")));
  EXPECT_FALSE(follows(lines("a*c\n"), lines("abd\n")));
  EXPECT_FALSE(follows(lines(""), lines("a\n")));
}

}  // namespace
}  // namespace cityloop
