#include "cityloop/io/import/xml.h"

#include <algorithm>
#include <exception>
#include <expat.h>
#include <memory>

#include "cityloop/base/error.h"

namespace cityloop {
namespace {

std::string_view local(std::string_view name) {
  const std::size_t colon = name.rfind(':');
  return colon == std::string_view::npos ? name : name.substr(colon + 1);
}

/// What the callbacks share. An exception must not pass through expat, which is C: it waits here until expat returns.
struct Reading {
  XML_Parser parser;
  XmlListener& to;
  std::exception_ptr thrown = nullptr;
  bool document_type = false;

  template <class Act>
  void tell(Act act) {
    if (thrown) return;
    try {
      act();
    } catch (...) {
      thrown = std::current_exception();
      XML_StopParser(parser, XML_FALSE);
    }
  }
};

void XMLCALL on_begin(void* data, const char* name, const char** attributes) {
  auto& r = *static_cast<Reading*>(data);
  r.tell([&] { r.to.begin(local(name), XmlAttributes{attributes}); });
}
void XMLCALL on_end(void* data, const char* name) {
  auto& r = *static_cast<Reading*>(data);
  r.tell([&] { r.to.end(local(name)); });
}
void XMLCALL on_text(void* data, const char* text, int size) {
  auto& r = *static_cast<Reading*>(data);
  r.tell([&] { r.to.text({text, static_cast<std::size_t>(size)}); });
}
void XMLCALL on_document_type(void* data, const char*, const char*, const char*, int) {
  auto& r = *static_cast<Reading*>(data);
  r.document_type = true;
  XML_StopParser(r.parser, XML_FALSE);
}

}  // namespace

std::string_view XmlAttributes::operator[](std::string_view name) const {
  for (const char* const* p = pairs_; p != nullptr && *p != nullptr; p += 2)
    if (local(p[0]) == name) return p[1];
  return {};
}

void read_xml(std::string_view document, const std::string& shown, XmlListener& to) {
  const std::unique_ptr<XML_ParserStruct, decltype(&XML_ParserFree)> parser{XML_ParserCreate(nullptr),
                                                                            &XML_ParserFree};
  if (!parser)
    throw Error{Fault::internal, say("expat does not start", "expat 无法启动"), Where{.file = shown}};
  Reading reading{parser.get(), to};
  XML_SetUserData(parser.get(), &reading);
  XML_SetElementHandler(parser.get(), on_begin, on_end);
  XML_SetCharacterDataHandler(parser.get(), on_text);
  XML_SetStartDoctypeDeclHandler(parser.get(), on_document_type);
  constexpr std::size_t kPiece = 1U << 20;
  XML_Status status = XML_STATUS_OK;
  for (std::size_t at = 0; status == XML_STATUS_OK; at += kPiece) {
    const std::string_view piece = document.substr(std::min(at, document.size()), kPiece);
    const bool last = at + kPiece >= document.size();
    status = XML_Parse(parser.get(), piece.data(), static_cast<int>(piece.size()), last ? 1 : 0);
    if (last) break;
  }
  if (reading.thrown) std::rethrow_exception(reading.thrown);
  if (status == XML_STATUS_OK) return;
  const Text why = reading.document_type ? Text{"it declares a document type", "其中声明了文档类型"}
                                         : verbatim(XML_ErrorString(XML_GetErrorCode(parser.get())));
  throw Error{
      Fault::bad_input,
      Text{fmt::format("{} is damaged ({})", shown, why.en), fmt::format("{} 已损坏（{}）", shown, why.zh)},
      Where{.file = shown, .line = static_cast<long>(XML_GetCurrentLineNumber(parser.get()))},
      say("open the file in an office program and save it anew", "请用办公软件打开该文件并重新保存")};
}

}  // namespace cityloop
