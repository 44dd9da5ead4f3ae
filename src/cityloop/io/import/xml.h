#pragma once

#include <string>
#include <string_view>

namespace cityloop {

/// The attributes of one element: name, value, name, value … as expat hands them over.
class XmlAttributes {
 public:
  explicit XmlAttributes(const char* const* pairs) : pairs_{pairs} {}
  /// The value by its name without prefix ("id" finds r:id); empty where there is none.
  std::string_view operator[](std::string_view name) const;

 private:
  const char* const* pairs_;
};

/// What wants to hear of the elements of a document. Names come without prefix ("x:row" is "row"): office programs
/// differ in prefixes and in nothing else that matters.
class XmlListener {
 public:
  virtual ~XmlListener() = default;
  virtual void begin(std::string_view name, const XmlAttributes&) = 0;
  virtual void end(std::string_view name) = 0;
  virtual void text(std::string_view) {}
};

/// Reads a whole document. expat behind. A document type is refused, and with it every trick with entities.
/// `shown` names the document in the Error{bad_input} that a broken one throws.
void read_xml(std::string_view document, const std::string& shown, XmlListener& to);

}  // namespace cityloop
