#include "cityloop/io/tiles/mvt.h"

#include <unordered_map>

#include <protozero/pbf_builder.hpp>
#include <protozero/pbf_writer.hpp>

namespace cityloop::mvt {
namespace {

// vector_tile.proto of the specification, version 2.1.
enum class TileTag : protozero::pbf_tag_type { layers = 3 };
enum class LayerTag : protozero::pbf_tag_type {
  name = 1,
  features = 2,
  keys = 3,
  values = 4,
  extent = 5,
  version = 15
};
enum class FeatureTag : protozero::pbf_tag_type { id = 1, tags = 2, type = 3, geometry = 4 };
enum class ValueTag : protozero::pbf_tag_type {
  text = 1,
  real = 3,
  whole = 6,  // sint: small negative numbers stay small
  truth = 7
};
constexpr std::uint32_t kVersion = 2;
constexpr std::uint32_t kMoveTo = 1, kLineTo = 2, kClosePath = 7;

constexpr std::uint32_t command(std::uint32_t what, std::size_t times) {
  return (what & 7U) | (static_cast<std::uint32_t>(times) << 3U);
}

/// The commands of one feature; positions relative to the one before.
void draw(Kind kind, std::span<const Path> parts, std::vector<std::uint32_t>& to) {
  Spot pen;
  const auto move = [&](Spot s) {
    to.push_back(protozero::encode_zigzag32(s.x - pen.x));
    to.push_back(protozero::encode_zigzag32(s.y - pen.y));
    pen = s;
  };
  to.clear();
  if (kind == Kind::point) {
    to.push_back(command(kMoveTo, parts.size()));
    for (const Path& p : parts) move(p.front());
    return;
  }
  for (const Path& p : parts) {
    to.push_back(command(kMoveTo, 1));
    move(p.front());
    to.push_back(command(kLineTo, p.size() - 1));
    for (std::size_t i = 1; i < p.size(); ++i) move(p[i]);
    if (kind == Kind::polygon) to.push_back(command(kClosePath, 1));
  }
}

}  // namespace

std::int64_t twice_area(const Path& ring) {
  std::int64_t twice = 0;
  for (std::size_t i = 0, j = ring.size() - 1; i < ring.size(); j = i++)
    twice += std::int64_t{ring[j].x} * ring[i].y - std::int64_t{ring[i].x} * ring[j].y;
  return twice;
}

struct Layer::Impl {
  std::string name;
  std::string features;  // each with its head, ready to be copied
  std::vector<std::string> keys;
  std::map<std::string, std::uint32_t, std::less<>> key_at;
  std::string values;
  std::unordered_map<Value, std::uint32_t> value_at;
  std::vector<std::uint32_t> geometry, tags;

  std::uint32_t key(std::string_view word) {
    const auto at = key_at.find(word);
    if (at != key_at.end()) return at->second;
    keys.emplace_back(word);
    return key_at.emplace(word, static_cast<std::uint32_t>(keys.size() - 1)).first->second;
  }
  std::uint32_t value(const Value& v) {
    const auto [at, fresh] = value_at.try_emplace(v, static_cast<std::uint32_t>(value_at.size()));
    if (fresh) {
      std::string bytes;
      protozero::pbf_builder<ValueTag> out{bytes};
      if (const auto* s = std::get_if<std::string>(&v)) out.add_string(ValueTag::text, *s);
      else if (const auto* x = std::get_if<double>(&v)) out.add_double(ValueTag::real, *x);
      else if (const auto* n = std::get_if<std::int64_t>(&v)) out.add_sint64(ValueTag::whole, *n);
      else out.add_bool(ValueTag::truth, std::get<bool>(v));
      protozero::pbf_builder<LayerTag>{values}.add_message(LayerTag::values, bytes);
    }
    return at->second;
  }
};

Layer::Layer(std::string name) : impl_{std::make_unique<Impl>()} { impl_->name = std::move(name); }
Layer::~Layer() = default;
Layer::Layer(Layer&&) noexcept = default;
Layer& Layer::operator=(Layer&&) noexcept = default;

void Layer::add(std::optional<std::uint64_t> id, Kind kind, std::span<const Path> parts,
                const Attributes& attributes) {
  Impl& in = *impl_;
  draw(kind, parts, in.geometry);
  in.tags.clear();
  for (const auto& [word, v] : attributes) {
    in.tags.push_back(in.key(word));
    in.tags.push_back(in.value(v));
  }
  protozero::pbf_builder<LayerTag> layer{in.features};
  protozero::pbf_builder<FeatureTag> feature{layer, LayerTag::features};
  if (id) feature.add_uint64(FeatureTag::id, *id);
  feature.add_packed_uint32(FeatureTag::tags, in.tags.begin(), in.tags.end());
  feature.add_enum(FeatureTag::type, static_cast<std::int32_t>(kind));
  feature.add_packed_uint32(FeatureTag::geometry, in.geometry.begin(), in.geometry.end());
}

bool Layer::empty() const { return impl_->features.empty(); }

void Layer::append_to(std::string& tile) && {
  std::string body;
  protozero::pbf_builder<LayerTag> layer{body};
  layer.add_uint32(LayerTag::version, kVersion);
  layer.add_string(LayerTag::name, impl_->name);
  layer.add_uint32(LayerTag::extent, static_cast<std::uint32_t>(kExtent));
  for (const std::string& k : impl_->keys) layer.add_string(LayerTag::keys, k);
  body += impl_->features;
  body += impl_->values;
  protozero::pbf_builder<TileTag>{tile}.add_message(TileTag::layers, body);
}

}  // namespace cityloop::mvt
