#pragma once

// A reader of vector tiles that has nothing in common with the writer: plain bytes after the specification, and every rule
// of the specification that can be broken is looked at.

#include <cstdint>
#include <cstring>
#include <map>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace cityloop::testing {

struct DecodedFeature {
  bool has_id = false;
  std::uint64_t id = 0;
  int type = 0;
  std::map<std::string, std::string> attributes;  // numbers as text
  std::vector<std::vector<std::pair<long, long>>> parts;
};
struct DecodedLayer {
  std::string name;
  unsigned version = 0, extent = 0;
  std::vector<DecodedFeature> features;
};
using DecodedTile = std::map<std::string, DecodedLayer>;

class WireReader {
 public:
  explicit WireReader(std::string_view bytes) : left_{bytes} {}
  bool more() const { return !left_.empty(); }
  std::uint64_t varint() {
    std::uint64_t x = 0;
    for (unsigned shift = 0; shift < 64; shift += 7) {
      if (left_.empty()) throw std::runtime_error{"ends within a number"};
      const auto byte = static_cast<unsigned char>(left_.front());
      left_.remove_prefix(1);
      x |= std::uint64_t{byte & 0x7fU} << shift;
      if (byte < 0x80) return x;
    }
    throw std::runtime_error{"a number that does not end"};
  }
  std::string_view bytes() { return take(varint()); }
  std::string_view take(std::uint64_t n) {
    if (n > left_.size()) throw std::runtime_error{"ends early"};
    const auto out = left_.substr(0, n);
    left_.remove_prefix(n);
    return out;
  }

 private:
  std::string_view left_;
};
inline long unzigzag(std::uint64_t n) { return static_cast<long>(n >> 1U) ^ -static_cast<long>(n & 1U); }

inline std::string decode_value(std::string_view bytes) {
  WireReader in{bytes};
  const std::uint64_t tag = in.varint();
  std::string out;
  switch (tag) {
    case 1 << 3 | 2: out = in.bytes(); break;
    case 3 << 3 | 1: {
      double x = 0;
      std::memcpy(&x, in.take(8).data(), 8);
      out = std::to_string(x);
      break;
    }
    case 6 << 3: out = std::to_string(unzigzag(in.varint())); break;
    case 7 << 3: out = in.varint() == 1 ? "true" : "false"; break;
    default: throw std::runtime_error{"an unknown kind of value"};
  }
  if (in.more()) throw std::runtime_error{"a value with two values"};
  return out;
}

inline void decode_geometry(DecodedFeature& f, const std::vector<std::uint64_t>& commands) {
  long x = 0, y = 0;
  bool open = false;
  for (std::size_t i = 0; i < commands.size();) {
    const std::uint64_t what = commands[i] & 7U, times = commands[i] >> 3U;
    ++i;
    if (what == 7) {
      if (f.type != 3 || !open || times != 1) throw std::runtime_error{"a ring closed where there is none"};
      open = false;
      continue;
    }
    if (what != 1 && what != 2) throw std::runtime_error{"an unknown command"};
    if (times == 0) throw std::runtime_error{"a command of nothing"};
    if (what == 1 && f.type != 1 && times != 1) throw std::runtime_error{"several starts of a line"};
    if (what == 2 && (f.type == 1 || !open)) throw std::runtime_error{"a line without a start"};
    for (std::uint64_t k = 0; k < times; ++k) {
      const long dx = unzigzag(commands.at(i)), dy = unzigzag(commands.at(i + 1));
      i += 2;
      if (what == 2 && dx == 0 && dy == 0) throw std::runtime_error{"a step of nothing"};
      x += dx, y += dy;
      if (what == 1) f.parts.emplace_back(), open = f.type != 1;
      f.parts.back().emplace_back(x, y);
    }
  }
  if (f.type == 3 && open) throw std::runtime_error{"a ring that is not closed"};
  for (const auto& part : f.parts)
    if (part.size() < (f.type == 1 ? 1U : f.type == 2 ? 2U : 3U)) throw std::runtime_error{"too few points"};
}

inline DecodedLayer decode_layer(std::string_view bytes) {
  DecodedLayer layer;
  std::vector<std::string_view> features, keys, values;
  for (WireReader in{bytes}; in.more();) switch (in.varint()) {
      case 1 << 3 | 2: layer.name = in.bytes(); break;
      case 2 << 3 | 2: features.push_back(in.bytes()); break;
      case 3 << 3 | 2: keys.push_back(in.bytes()); break;
      case 4 << 3 | 2: values.push_back(in.bytes()); break;
      case 5 << 3: layer.extent = static_cast<unsigned>(in.varint()); break;
      case 15 << 3: layer.version = static_cast<unsigned>(in.varint()); break;
      default: throw std::runtime_error{"an unknown field of a layer"};
    }
  for (std::size_t a = 0; a < values.size(); ++a)
    for (std::size_t b = 0; b < a && values.size() < 1000; ++b)
      if (values[a] == values[b]) throw std::runtime_error{"a value that is there twice"};
  for (const std::string_view one : features) {
    DecodedFeature f;
    std::vector<std::uint64_t> tags, commands;
    const auto all = [](std::string_view packed) {
      std::vector<std::uint64_t> out;
      for (WireReader in{packed}; in.more();) out.push_back(in.varint());
      return out;
    };
    for (WireReader in{one}; in.more();) switch (in.varint()) {
        case 1 << 3: f.has_id = true, f.id = in.varint(); break;
        case 2 << 3 | 2: tags = all(in.bytes()); break;
        case 3 << 3: f.type = static_cast<int>(in.varint()); break;
        case 4 << 3 | 2: commands = all(in.bytes()); break;
        default: throw std::runtime_error{"an unknown field of a feature"};
      }
    if (tags.size() % 2 != 0) throw std::runtime_error{"a key without a value"};
    for (std::size_t i = 0; i < tags.size(); i += 2)
      f.attributes[std::string{keys.at(tags[i])}] = decode_value(values.at(tags[i + 1]));
    decode_geometry(f, commands);
    layer.features.push_back(std::move(f));
  }
  return layer;
}

inline DecodedTile decode_tile(std::string_view bytes) {
  DecodedTile tile;
  for (WireReader in{bytes}; in.more();) {
    if (in.varint() != (3 << 3 | 2)) throw std::runtime_error{"something beside layers"};
    DecodedLayer layer = decode_layer(in.bytes());
    if (layer.name.empty() || layer.version != 2 || layer.features.empty())
      throw std::runtime_error{"a layer without name, version or features"};
    if (!tile.emplace(layer.name, layer).second) throw std::runtime_error{"a layer that is there twice"};
  }
  return tile;
}

/// Twice the area by the surveyor's formula as the specification writes it; positive is an outer ring.
inline long twice_area_of(const std::vector<std::pair<long, long>>& ring) {
  long twice = 0;
  for (std::size_t i = 0; i < ring.size(); ++i) {
    const auto& a = ring[i];
    const auto& b = ring[(i + 1) % ring.size()];
    twice += a.first * b.second - b.first * a.second;
  }
  return twice;
}

}  // namespace cityloop::testing
