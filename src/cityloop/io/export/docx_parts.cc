#include "cityloop/io/export/docx_parts.h"

namespace cityloop::docx {
namespace {

constexpr std::string_view kHead = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
constexpr std::string_view kWord =
    "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\" "
    "xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"";

std::string types(std::size_t pictures) {
  std::string out{kHead};
  out +=
      "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"><Default "
      "Extension=\"rels\" "
      "ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/><Default Extension=\"xml\" "
      "ContentType=\"application/xml\"/>";
  if (pictures > 0) out += "<Default Extension=\"png\" ContentType=\"image/png\"/>";
  const auto part = [&](const char* name, const char* type) {
    out += fmt::format("<Override PartName=\"/{}\" ContentType=\"application/vnd.openxmlformats-{}+xml\"/>",
                       name, type);
  };
  part("word/document.xml", "officedocument.wordprocessingml.document.main");
  part("word/styles.xml", "officedocument.wordprocessingml.styles");
  part("word/numbering.xml", "officedocument.wordprocessingml.numbering");
  part("word/settings.xml", "officedocument.wordprocessingml.settings");
  part("word/fontTable.xml", "officedocument.wordprocessingml.fontTable");
  part("word/footer1.xml", "officedocument.wordprocessingml.footer");
  part("docProps/core.xml", "package.core-properties");
  part("docProps/app.xml", "officedocument.extended-properties");
  return out + "</Types>";
}

std::string relations(std::initializer_list<std::pair<const char*, const char*>> list,
                      std::size_t pictures = 0) {
  std::string out{kHead};
  out += "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">";
  int n = 0;
  const auto one = [&](const std::string& id, const std::string& type, const std::string& target) {
    out +=
        fmt::format("<Relationship Id=\"{}\" Type=\"http://schemas.openxmlformats.org/{}\" Target=\"{}\"/>",
                    id, type, target);
  };
  for (const auto& [type, target] : list) one(fmt::format("rId{}", ++n), type, target);
  for (std::size_t i = 1; i <= pictures; ++i)
    one(fmt::format("rIdImage{}", i), "officeDocument/2006/relationships/image",
        fmt::format("media/image{}.png", i));
  return out + "</Relationships>";
}

/// Fonts that office programs in China have, and what others take for them. The names of Latin fonts are those that
/// every program knows or replaces.
std::string fonts() {
  std::string out{kHead};
  out += fmt::format("<w:fonts {}>", kWord);
  const auto font = [&](const char* name, const char* also, const char* family, const char* charset) {
    out += fmt::format("<w:font w:name=\"{}\">", name);
    if (*also != 0) out += fmt::format("<w:altName w:val=\"{}\"/>", also);
    out +=
        fmt::format("<w:charset w:val=\"{}\"/><w:family w:val=\"{}\"/><w:pitch w:val=\"variable\"/></w:font>",
                    charset, family);
  };
  font("宋体", "SimSun,Noto Serif CJK SC,Songti SC,Source Han Serif SC", "roman", "86");
  font("黑体", "SimHei,Noto Sans CJK SC,Heiti SC,Source Han Sans SC", "swiss", "86");
  font("Calibri", "Carlito", "swiss", "00");
  font("Consolas", "DejaVu Sans Mono", "modern", "00");
  return out + "</w:fonts>";
}

std::string styles(Lang lang) {
  const bool zh = lang == Lang::zh;
  std::string out{kHead};
  out += fmt::format(
      "<w:styles {0}><w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii=\"Calibri\" w:hAnsi=\"Calibri\" "
      "w:eastAsia=\"宋体\" w:cs=\"Calibri\"/><w:color w:val=\"1C2833\"/><w:sz w:val=\"21\"/><w:szCs "
      "w:val=\"21\"/><w:lang "
      "w:val=\"{1}\" w:eastAsia=\"zh-CN\"/></w:rPr></w:rPrDefault><w:pPrDefault><w:pPr><w:spacing "
      "w:after=\"100\" "
      "w:line=\"{2}\" w:lineRule=\"auto\"/></w:pPr></w:pPrDefault></w:docDefaults>",
      kWord, zh ? "zh-CN" : "en-GB", zh ? 320 : 276);
  const auto style = [&](const char* id, const char* name, const char* next, const std::string& paragraph,
                         const std::string& run) {
    out += fmt::format("<w:style w:type=\"paragraph\"{} w:styleId=\"{}\"><w:name w:val=\"{}\"/>",
                       std::string_view{id} == "Normal" ? " w:default=\"1\"" : "", id, name);
    if (std::string_view{id} != "Normal") out += "<w:basedOn w:val=\"Normal\"/>";
    if (*next != 0) out += fmt::format("<w:next w:val=\"{}\"/>", next);
    out += "<w:qFormat/>";
    if (!paragraph.empty()) out += "<w:pPr>" + paragraph + "</w:pPr>";
    if (!run.empty()) out += "<w:rPr>" + run + "</w:rPr>";
    out += "</w:style>";
  };
  const std::string sans = "<w:rFonts w:ascii=\"Calibri\" w:hAnsi=\"Calibri\" w:eastAsia=\"黑体\"/>";
  const auto size = [](int half_points) {
    return fmt::format("<w:sz w:val=\"{0}\"/><w:szCs w:val=\"{0}\"/>", half_points);
  };
  const auto gap = [](int before, int after, int line = 0) {
    return fmt::format("<w:spacing w:before=\"{}\" w:after=\"{}\"{}/>", before, after,
                       line > 0 ? fmt::format(" w:line=\"{}\" w:lineRule=\"auto\"", line) : "");
  };
  const std::string blue = "<w:color w:val=\"1F4E79\"/>", soft = "<w:color w:val=\"52606D\"/>";
  const std::string keep = "<w:keepNext/><w:keepLines/>";
  // The order of the elements within pPr and rPr is that of the schema: strict readers insist on it.
  style("Normal", "Normal", "", "", "");
  style("Title", "Title", "Normal", gap(0, 160, 240), sans + "<w:b/><w:bCs/>" + size(52));
  style("Subtitle", "Subtitle", "Normal", gap(0, 60),
        sans + "<w:b/><w:bCs/>" + blue + "<w:spacing w:val=\"20\"/>" + size(24));
  style("Heading1", "heading 1", "Normal",
        keep + "<w:pBdr><w:bottom w:val=\"single\" w:sz=\"6\" w:space=\"3\" w:color=\"D9DFE5\"/></w:pBdr>" +
            gap(360, 120, 264) + "<w:outlineLvl w:val=\"0\"/>",
        sans + "<w:b/><w:bCs/>" + blue + size(30));
  style("Heading2", "heading 2", "Normal", keep + gap(240, 80, 264) + "<w:outlineLvl w:val=\"1\"/>",
        sans + "<w:b/><w:bCs/>" + size(23));
  style("Heading3", "heading 3", "Normal", keep + gap(160, 30, 264) + "<w:outlineLvl w:val=\"2\"/>",
        sans + "<w:b/><w:bCs/>" + size(20));
  style("Lead", "Lead", "Normal", keep + gap(0, 120), "<w:color w:val=\"33424F\"/>" + size(22));
  style("Note", "Note", "Normal", "<w:keepLines/>" + gap(40, 80, 264), soft + size(18));
  style("Caption", "caption", "Normal", "<w:keepLines/>" + gap(40, 120, 264), soft + size(18));
  style("Figure", "Figure", "Caption", "<w:keepNext/>" + gap(60, 20, 240), "");
  style("ListBullet", "List Bullet", "ListBullet",
        "<w:numPr><w:ilvl w:val=\"0\"/><w:numId w:val=\"1\"/></w:numPr>" + gap(0, 60), size(22));
  style(
      "Banner", "Banner", "Normal",
      "<w:keepLines/><w:pBdr><w:left w:val=\"single\" w:sz=\"36\" w:space=\"8\" w:color=\"D9A441\"/></w:pBdr>"
      "<w:shd w:val=\"clear\" w:color=\"auto\" w:fill=\"FFF8E8\"/>" +
          gap(160, 160),
      "<w:b/><w:bCs/>");
  style("TableText", "Table Text", "TableText", gap(20, 20, 240), size(17));
  style("TableHead", "Table Head", "TableText", "<w:keepNext/>" + gap(20, 20, 240),
        sans + "<w:b/><w:bCs/>" + soft + size(16));
  style("AfterTable", "After Table", "Normal",
        "<w:spacing w:before=\"0\" w:after=\"0\" w:line=\"120\" w:lineRule=\"exact\"/>", size(4));
  style("TOCHeading", "TOC Heading", "Normal", keep + gap(280, 80),
        sans + "<w:b/><w:bCs/>" + blue + size(24));
  style("TOC1", "toc 1", "Normal",
        "<w:tabs><w:tab w:val=\"right\" w:leader=\"dot\" w:pos=\"9865\"/></w:tabs>" + gap(0, 20), "");
  style("Footer", "footer", "", "<w:tabs><w:tab w:val=\"right\" w:pos=\"9865\"/></w:tabs>" + gap(0, 0, 240),
        soft + size(16));
  out +=
      "<w:style w:type=\"character\" w:styleId=\"Code\"><w:name w:val=\"Code\"/><w:rPr><w:rFonts "
      "w:ascii=\"Consolas\" "
      "w:hAnsi=\"Consolas\" w:eastAsia=\"宋体\"/><w:sz w:val=\"17\"/><w:szCs "
      "w:val=\"17\"/></w:rPr></w:style>";
  const auto table = [&](const char* id, const std::string& borders, int edge) {
    out += fmt::format(
        "<w:style w:type=\"table\" w:styleId=\"{0}\"><w:name "
        "w:val=\"{0}\"/><w:tblPr>{1}<w:tblCellMar><w:left "
        "w:w=\"{2}\" w:type=\"dxa\"/><w:right w:w=\"{2}\" "
        "w:type=\"dxa\"/></w:tblCellMar></w:tblPr></w:style>",
        id, borders, edge);
  };
  table("Plain", "", 60);
  table("Ruled",
        "<w:tblBorders><w:top w:val=\"single\" w:sz=\"8\" w:space=\"0\" w:color=\"1C2833\"/><w:bottom "
        "w:val=\"single\" "
        "w:sz=\"8\" w:space=\"0\" w:color=\"1C2833\"/><w:insideH w:val=\"single\" w:sz=\"4\" w:space=\"0\" "
        "w:color=\"D9DFE5\"/></w:tblBorders>",
        80);
  return out + "</w:styles>";
}

std::string numbering() {
  return std::string{kHead} +
         fmt::format(
             "<w:numbering {}><w:abstractNum w:abstractNumId=\"0\"><w:multiLevelType "
             "w:val=\"hybridMultilevel\"/><w:lvl "
             "w:ilvl=\"0\"><w:start w:val=\"1\"/><w:numFmt w:val=\"bullet\"/><w:lvlText "
             "w:val=\"•\"/><w:lvlJc "
             "w:val=\"left\"/><w:pPr><w:ind w:left=\"340\" w:hanging=\"340\"/></w:pPr><w:rPr><w:rFonts "
             "w:ascii=\"Calibri\" "
             "w:hAnsi=\"Calibri\"/><w:color w:val=\"1F4E79\"/></w:rPr></w:lvl></w:abstractNum><w:num "
             "w:numId=\"1\"><w:abstractNumId w:val=\"0\"/></w:num></w:numbering>",
             kWord);
}

std::string settings() {
  return std::string{kHead} +
         fmt::format(
             "<w:settings {}><w:zoom w:percent=\"100\"/><w:defaultTabStop "
             "w:val=\"420\"/><w:characterSpacingControl "
             "w:val=\"compressPunctuation\"/><w:compat><w:compatSetting w:name=\"compatibilityMode\" "
             "w:uri=\"http://schemas.microsoft.com/office/word\" w:val=\"15\"/></w:compat></w:settings>",
             kWord);
}

std::string field(const char* name) {
  return fmt::format(
      "<w:r><w:fldChar w:fldCharType=\"begin\"/></w:r><w:r><w:instrText xml:space=\"preserve\"> {} "
      "</w:instrText></w:r><w:r><w:fldChar w:fldCharType=\"separate\"/></w:r><w:r><w:t>1</w:t></w:r><w:r>"
      "<w:fldChar w:fldCharType=\"end\"/></w:r>",
      name);
}
std::string foot(const Document& d) {
  const auto words = [](const std::string& s) {
    return "<w:r><w:t xml:space=\"preserve\">" + xml_words(s) + "</w:t></w:r>";
  };
  const bool zh = d.lang == Lang::zh;
  return std::string{kHead} +
         fmt::format("<w:ftr {}><w:p><w:pPr><w:pStyle w:val=\"Footer\"/></w:pPr>", kWord) + words(d.foot) +
         "<w:r><w:tab/></w:r>" + words(zh ? "第 " : "Page ") + field("PAGE") +
         words(zh ? " 页，共 " : " of ") + field("NUMPAGES") + words(zh ? " 页" : "") + "</w:p></w:ftr>";
}

std::string core(const Document& d) {
  const std::string day = to_string(d.dated) + "T00:00:00Z";
  return std::string{kHead} +
         fmt::format(
             "<cp:coreProperties "
             "xmlns:cp=\"http://schemas.openxmlformats.org/package/2006/metadata/core-properties\" "
             "xmlns:dc=\"http://purl.org/dc/elements/1.1/\" xmlns:dcterms=\"http://purl.org/dc/terms/\" "
             "xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"><dc:title>{0}</"
             "dc:title><dc:creator>CityLoop"
             "</dc:creator><dcterms:created "
             "xsi:type=\"dcterms:W3CDTF\">{1}</dcterms:created><dcterms:modified "
             "xsi:type=\"dcterms:W3CDTF\">{1}</dcterms:modified></cp:coreProperties>",
             xml_words(d.title), day);
}

}  // namespace

std::vector<ZipEntry> fixed_parts(const Document& d, std::size_t pictures) {
  std::vector<ZipEntry> out;
  out.push_back({"[Content_Types].xml", types(pictures)});
  out.push_back({"_rels/.rels",
                 relations({{"officeDocument/2006/relationships/officeDocument", "word/document.xml"},
                            {"package/2006/relationships/metadata/core-properties", "docProps/core.xml"},
                            {"officeDocument/2006/relationships/extended-properties", "docProps/app.xml"}})});
  out.push_back({"word/_rels/document.xml.rels",
                 relations({{"officeDocument/2006/relationships/styles", "styles.xml"},
                            {"officeDocument/2006/relationships/numbering", "numbering.xml"},
                            {"officeDocument/2006/relationships/settings", "settings.xml"},
                            {"officeDocument/2006/relationships/fontTable", "fontTable.xml"},
                            {"officeDocument/2006/relationships/footer", "footer1.xml"}},
                           pictures)});
  out.push_back({"word/styles.xml", styles(d.lang)});
  out.push_back({"word/numbering.xml", numbering()});
  out.push_back({"word/settings.xml", settings()});
  out.push_back({"word/fontTable.xml", fonts()});
  out.push_back({"word/footer1.xml", foot(d)});
  out.push_back({"docProps/core.xml", core(d)});
  out.push_back({"docProps/app.xml",
                 std::string{kHead} +
                     "<Properties "
                     "xmlns=\"http://schemas.openxmlformats.org/officeDocument/2006/extended-properties\">"
                     "<Application>CityLoop</Application></Properties>"});
  return out;
}

std::string document_part(const std::string& body) {
  return std::string{kHead} +
         fmt::format(
             "<w:document {} "
             "xmlns:wp=\"http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing\" "
             "xmlns:a=\"http://schemas.openxmlformats.org/drawingml/2006/main\" "
             "xmlns:pic=\"http://schemas.openxmlformats.org/drawingml/2006/picture\"><w:body>\n",
             kWord) +
         body +
         // A4 upright; the fifth relation is the foot.
         "<w:sectPr><w:footerReference w:type=\"default\" r:id=\"rId5\"/><w:pgSz w:w=\"11906\" "
         "w:h=\"16838\"/><w:pgMar "
         "w:top=\"1021\" w:right=\"1020\" w:bottom=\"1021\" w:left=\"1021\" w:header=\"567\" "
         "w:footer=\"510\" "
         "w:gutter=\"0\"/></w:sectPr></w:body></w:document>";
}

}  // namespace cityloop::docx
