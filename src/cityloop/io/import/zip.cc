#include "cityloop/io/import/zip.h"

#include <zip.h>

#include "cityloop/base/error.h"

namespace cityloop {
namespace {

// 2020-01-01 00:00 in the archive's own calendar (no time zone), so that the same content is the same archive.
constexpr zip_uint16_t kFixedDay = (40 << 9) | (1 << 5) | 1, kFixedTime = 0;

std::string words_of(int code) {
  zip_error_t error;
  zip_error_init_with_code(&error, code);
  std::string words = zip_error_strerror(&error);
  zip_error_fini(&error);
  return words;
}

[[noreturn]] void refuse_incomplete(const std::string& shown, const std::string& why) {
  throw Error{Fault::bad_input,
              say("{0} is not a complete zip archive ({1})", "{0} 不是完整的 zip 压缩包（{1}）", shown, why),
              Where{shown}, say("copy or download it again", "请重新复制或下载")};
}

}  // namespace

struct ZipReader::Impl {
  zip_t* archive = nullptr;
  std::string shown;
};

ZipReader::ZipReader(const std::string& path, const std::string& shown) : impl_{std::make_unique<Impl>()} {
  int code = 0;
  impl_->shown = shown;
  impl_->archive = zip_open(path.c_str(), ZIP_RDONLY, &code);
  if (impl_->archive == nullptr) {
    if (code == ZIP_ER_NOENT)
      throw Error{Fault::not_found, say("there is no file {}", "没有文件 {}", shown), Where{shown},
                  say("check `file:` in city.yaml", "请检查 city.yaml 中的 `file:`")};
    refuse_incomplete(shown, words_of(code));
  }
}

ZipReader::ZipReader(Bytes bytes, const std::string& shown) : impl_{std::make_unique<Impl>()} {
  impl_->shown = shown;
  zip_error_t error;
  zip_error_init(&error);
  zip_source_t* source = zip_source_buffer_create(bytes.of.data(), bytes.of.size(), 0, &error);
  if (source != nullptr) impl_->archive = zip_open_from_source(source, ZIP_RDONLY, &error);
  const std::string why = impl_->archive == nullptr ? zip_error_strerror(&error) : "";
  if (impl_->archive == nullptr && source != nullptr) zip_source_free(source);
  zip_error_fini(&error);
  if (impl_->archive == nullptr) refuse_incomplete(shown, why);
}

ZipReader::~ZipReader() {
  if (impl_->archive != nullptr) zip_discard(impl_->archive);
}

std::vector<std::string> ZipReader::names() const {
  std::vector<std::string> out;
  const zip_int64_t n = zip_get_num_entries(impl_->archive, 0);
  for (zip_int64_t i = 0; i < n; ++i)
    if (const char* name = zip_get_name(impl_->archive, static_cast<zip_uint64_t>(i), 0))
      out.emplace_back(name);
  return out;
}

bool ZipReader::has(const std::string& name) const {
  return zip_name_locate(impl_->archive, name.c_str(), 0) >= 0;
}

void ZipReader::read_parts(const std::string& name, const std::function<bool(std::string_view)>& part) const {
  const auto refuse = [&](Fault fault, Text words) {
    throw Error{fault, std::move(words), Where{impl_->shown, 0, name},
                say("copy or download the archive again", "请重新复制或下载压缩包")};
  };
  zip_stat_t stat;
  zip_stat_init(&stat);
  if (zip_stat(impl_->archive, name.c_str(), 0, &stat) != 0)
    refuse(Fault::not_found, say("{0} holds no {1}", "{0} 中没有 {1}", impl_->shown, name));
  const std::unique_ptr<zip_file_t, int (*)(zip_file_t*)> file{zip_fopen(impl_->archive, name.c_str(), 0),
                                                               &zip_fclose};
  if (file == nullptr)
    refuse(Fault::bad_input, say("{0} in {1} cannot be read", "无法读取 {1} 中的 {0}", name, impl_->shown));
  char buffer[1U << 16];
  zip_int64_t n = 0;
  while ((n = zip_fread(file.get(), buffer, sizeof buffer)) > 0)
    if (!part({buffer, static_cast<std::size_t>(n)})) return;
  if (n < 0)
    refuse(Fault::bad_input, say("{0} in {1} is damaged", "{1} 中的 {0} 已损坏", name, impl_->shown));
}

std::string ZipReader::read(const std::string& name, std::uint64_t limit) const {
  std::string out;
  read_parts(name, [&](std::string_view part) {
    out.append(part);
    return out.size() <= limit;
  });
  if (out.size() > limit)
    throw Error{Fault::bad_input,
                say("{0} in {1} is larger than {2} MiB", "{1} 中的 {0} 超过 {2} MiB", name, impl_->shown,
                    limit >> 20),
                Where{impl_->shown, 0, name},
                say("copy or download the archive again", "请重新复制或下载压缩包")};
  return out;
}

void write_zip(const std::string& path, std::span<const ZipEntry> entries, const ZipWatch& watch) {
  int code = 0;
  zip_t* archive = zip_open(path.c_str(), ZIP_CREATE | ZIP_TRUNCATE, &code);
  const auto refuse = [&](const std::string& why) {
    if (archive != nullptr) zip_discard(archive);
    throw Error{
        Fault::unavailable, say("{0} cannot be written ({1})", "无法写入 {0}（{1}）", path, why), Where{path},
        say("check the folder, your rights and the free space of the disk", "请检查目录、权限与磁盘空间")};
  };
  if (archive == nullptr) refuse(words_of(code));
  for (const ZipEntry& e : entries) {
    // libzip reads the bytes when the archive is closed; the caller's span outlives that.
    zip_source_t* source = e.file.empty() ? zip_source_buffer(archive, e.bytes.data(), e.bytes.size(), 0)
                                          : zip_source_file(archive, e.file.c_str(), 0, -1);
    const zip_int64_t at = source == nullptr ? -1
                                             : zip_file_add(archive, e.name.c_str(), source,
                                                            ZIP_FL_ENC_UTF_8 | ZIP_FL_OVERWRITE);
    if (at < 0) {
      if (source != nullptr) zip_source_free(source);
      refuse(zip_strerror(archive));
    }
    zip_file_set_dostime(archive, static_cast<zip_uint64_t>(at), kFixedTime, kFixedDay, 0);
  }
  if (watch.progress)
    zip_register_progress_callback_with_state(
        archive, 0.01,
        [](zip_t*, double done, void* of) { static_cast<const ZipWatch*>(of)->progress(done); }, nullptr,
        const_cast<ZipWatch*>(&watch));
  if (watch.stop)
    zip_register_cancel_callback_with_state(
        archive, [](zip_t*, void* of) { return static_cast<const ZipWatch*>(of)->stop() ? 1 : 0; }, nullptr,
        const_cast<ZipWatch*>(&watch));
  if (zip_close(archive) == 0) return;
  const bool stopped = zip_error_code_zip(zip_get_error(archive)) == ZIP_ER_CANCELLED;
  if (!stopped) refuse(zip_strerror(archive));
  zip_discard(archive);
  throw Error{Fault::stopped, {"stopped", "已停止"}};
}

}  // namespace cityloop
