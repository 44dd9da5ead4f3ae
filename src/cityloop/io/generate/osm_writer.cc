#include "cityloop/io/generate/osm_writer.h"

#include <exception>

#include <osmium/builder/osm_object_builder.hpp>
#include <osmium/io/pbf_output.hpp>
#include <osmium/io/writer.hpp>
#include <osmium/memory/buffer.hpp>

#include "cityloop/base/error.h"

namespace cityloop::demo {
namespace {

constexpr std::size_t kBuffer = 4U << 20U;

class Output {
 public:
  Output(const std::string& path, const osmium::Box& box)
      : writer_{file(path), header(box), osmium::io::overwrite::allow} {}

  template <class Builder, class Fill>
  void object(std::int64_t id, Fill fill) {
    {
      Builder b{buffer_};
      b.set_id(id);
      b.set_visible(true);
      fill(b);
    }
    buffer_.commit();
    if (buffer_.committed() > kBuffer - (kBuffer >> 3U)) flush();
  }
  void close() {
    flush();
    writer_.close();
  }
  osmium::memory::Buffer& buffer() { return buffer_; }

 private:
  static osmium::io::File file(const std::string& path) {
    osmium::io::File f{path, "pbf"};
    f.set("add_metadata", "none");
    return f;
  }
  static osmium::io::Header header(const osmium::Box& box) {
    osmium::io::Header h;
    h.set("generator", "CityLoop demo generator: this city is generated and does not exist");
    h.set("sorting", "Type_then_ID");
    h.add_box(box);
    return h;
  }
  void flush() {
    osmium::memory::Buffer full{kBuffer, osmium::memory::Buffer::auto_grow::yes};
    std::swap(full, buffer_);
    writer_(std::move(full));
  }
  osmium::io::Writer writer_;
  osmium::memory::Buffer buffer_{kBuffer, osmium::memory::Buffer::auto_grow::yes};
};

template <class Builder>
void add_tags(osmium::memory::Buffer& buffer, Builder& parent, const OsmDraft& draft,
              OsmDraft::TagRange range) {
  if (range.count == 0) return;
  osmium::builder::TagListBuilder tags{buffer, &parent};
  draft.each_tag(range, [&](const std::string& k, const std::string& v) { tags.add_tag(k, v); });
}

}  // namespace

void write_osm_pbf(const OsmDraft& draft, std::span<const LngLat> at, const std::string& path) {
  try {
    osmium::Box box;
    for (const LngLat p : at) box.extend(osmium::Location{p.lng, p.lat});
    Output out{path, box};
    for (std::uint32_t n = 0; n < at.size(); ++n)
      out.object<osmium::builder::NodeBuilder>(n + 1, [&](auto& b) {
        b.set_location(osmium::Location{at[n].lng, at[n].lat});
        b.set_user("");
        add_tags(out.buffer(), b, draft, draft.tags_of_node(n));
      });
    for (std::size_t w = 0; w < draft.ways().size(); ++w)
      out.object<osmium::builder::WayBuilder>(static_cast<std::int64_t>(w + 1), [&](auto& b) {
        b.set_user("");
        {
          osmium::builder::WayNodeListBuilder nodes{out.buffer(), &b};
          for (const std::uint32_t n : draft.refs(draft.ways()[w])) nodes.add_node_ref(n + 1);
        }
        add_tags(out.buffer(), b, draft, draft.ways()[w].tags);
      });
    for (std::size_t r = 0; r < draft.relations().size(); ++r)
      out.object<osmium::builder::RelationBuilder>(static_cast<std::int64_t>(r + 1), [&](auto& b) {
        b.set_user("");
        {
          osmium::builder::RelationMemberListBuilder members{out.buffer(), &b};
          for (const OsmDraft::Member& m : draft.relations()[r].members)
            members.add_member(m.type == 'n' ? osmium::item_type::node : osmium::item_type::way, m.ref + 1,
                               std::string{m.role}.c_str());
        }
        add_tags(out.buffer(), b, draft, draft.relations()[r].tags);
      });
    out.close();
  } catch (const std::exception& e) {
    throw Error{Fault::unavailable,
                say("the OSM file cannot be written: {}", "无法写入 OSM 文件：{}", e.what()),
                {.file = path},
                say("is the disk full, or the folder read-only?", "请检查磁盘是否已满、文件夹是否只读")};
  }
}

}  // namespace cityloop::demo
