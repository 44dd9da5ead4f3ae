#pragma once

// The parts of a .docx that do not depend on its words: types, relations, styles, numbering, fonts, foot.

#include <vector>

#include "cityloop/io/export/docx.h"
#include "cityloop/io/import/zip.h"

namespace cityloop::docx {

/// Everything but word/document.xml and the pictures, of which there are `pictures`.
std::vector<ZipEntry> fixed_parts(const Document&, std::size_t pictures);
/// word/document.xml around its body.
std::string document_part(const std::string& body);

}  // namespace cityloop::docx
