#include "cityloop/io/http/office.h"

#include <chrono>
#include <filesystem>

namespace cityloop::http {
namespace {

std::shared_ptr<const ogc::Features> features_of(const std::shared_ptr<const Shown>& shown,
                                                 const std::string& version) {
  const ShownView& v = shown->views.front();
  // Each part keeps the whole alive.
  const auto part = [&shown]<class T>(const T& t) { return std::shared_ptr<const T>{shown, &t}; };
  ogc::FeatureSource from{.city = part(v.overview.now.city),
                          .indicators = part(v.indicators),
                          .measured = part(v.overview.now.measured),
                          .assessed = part(v.overview.now.assessed),
                          .framework = part(*v.framework),
                          .findings = part(v.overview.now.findings)};
  if (v.overview.plan) from.plan = part(*v.overview.plan);
  else if (v.overview.adopted) from.plan = part(*v.overview.adopted);
  from.lang = shown->config.language;
  from.version = version;
  return std::make_shared<const ogc::Features>(std::move(from));
}

std::shared_ptr<const Picture> picture_of(std::shared_ptr<const Shown> shown, const Picture* before) {
  auto out = std::make_shared<Picture>();
  out->version = shown->version();
  if (shown->loaded()) {
    const bool same = before && before->shown && before->shown->loaded() &&
                      before->shown->measured().snapshot == shown->measured().snapshot;
    out->tiles = same ? before->tiles : std::make_shared<const Tiles>(shown->city());
    out->to_degrees = same ? before->to_degrees
                           : std::make_shared<const Transform>(shown->city().grid->spec().crs, "EPSG:4326");
  }
  if (shown->loaded()) out->features = features_of(shown, out->version);
  out->shown = std::move(shown);
  return out;
}

}  // namespace

Office::Office(OfficeSettings settings, accounts::Accounts& accounts, const Clock& clock)
    : settings_{std::move(settings)}, accounts_{accounts}, clock_{clock} {
  picture_ = picture_of(std::make_shared<const Shown>(), nullptr);
  if (std::filesystem::exists(std::filesystem::path{settings_.folder} / "city.yaml")) {
    Diagnostics notes;
    NoProgress quiet;
    Run run{notes, quiet, memo_};
    show_anew(run);
  }
}

std::unique_lock<std::timed_mutex> Office::turn(Waits waits) {
  std::unique_lock lock{writer_, std::defer_lock};
  if (waits == Waits::turn) lock.lock();
  else if (!lock.try_lock_for(std::chrono::seconds{2}))
    throw Error{Fault::unavailable,
                {"the city is being worked on", "系统正在处理其他任务"},
                {},
                {"try again when the work that is under way has ended", "请在当前任务完成后重试"}};
  return lock;
}

std::unique_ptr<Workspace> Office::open(Access access) const {
  Diagnostics notes;
  auto out =
      std::make_unique<Workspace>(open_workspace(settings_.folder, settings_.catalogue, access, notes));
  notes.throw_if_problem();
  return out;
}

Workspace& Office::workspace() {
  if (!workspace_) workspace_ = open(Access::write);
  return *workspace_;
}

void Office::forget() {
  {
    const std::scoped_lock lock{writer_};
    workspace_.reset();
  }
  const std::scoped_lock lock{reading_};
  reader_.reset();
}

void Office::show_anew(Run& run) {
  picture_ = picture_of(show(workspace(), run), picture_.load().get());
  const std::scoped_lock lock{reading_};
  reader_.reset();  // it may know another configuration
}
void Office::show_decided() {
  const auto before = picture_.load();
  if (!before->shown->loaded()) return;
  picture_ = picture_of(show_decisions(*before->shown, workspace()), before.get());
}

}  // namespace cityloop::http
