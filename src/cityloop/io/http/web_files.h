#pragma once

#include "cityloop/io/http/message.h"

namespace cityloop::http {

/// A file of the web application; for a path without a file the page itself, which knows its routes. Compressed files
/// (name.gz beside name) are sent to whoever takes them. Names with a hash in them never change.
Response web_file(const std::string& folder, const Head&);

}  // namespace cityloop::http
