#include "raster/fonts.h"

#include <cairo-ft.h>
#include <ft2build.h>
#include FT_FREETYPE_H

#include <array>
#include <cstdlib>
#include <string>

#include "fmt/format.h"
#include "raster/handles.h"
#include "text/utf8.h"

namespace plumb::raster {
namespace {

constexpr std::string_view kRegular = "DejaVuSans.ttf";
constexpr std::string_view kBold = "DejaVuSans-Bold.ttf";
// Debian, Fedora, Arch, others.
constexpr std::array<std::string_view, 4> kFolders = {
    "/usr/share/fonts/truetype/dejavu", "/usr/share/fonts/dejavu-sans-fonts",
    "/usr/share/fonts/TTF", "/usr/share/fonts/dejavu"};
// For what DejaVu lacks: Chinese, Japanese, Korean, and the rest.
constexpr std::array<const char*, 6> kOthers = {
    "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/truetype/droid/DroidSansFallbackFull.ttf",
    "/usr/share/fonts/truetype/wqy/wqy-microhei.ttc",
    "/usr/share/fonts/opentype/ipafont-gothic/ipag.ttf",
    "/usr/share/fonts/opentype/unifont/unifont.otf",
    "/usr/share/fonts/truetype/unifont/unifont.ttf"};

// Cairo keeps faces that it has drawn with for a while, so FreeType's go when cairo's do, and
// FreeType itself stays until the program ends.
FT_Library Library() {
  static FT_Library library = [] {
    FT_Library made = nullptr;
    return FT_Init_FreeType(&made) == 0 ? made : nullptr;
  }();
  return library;
}

// A face of FreeType and cairo's view of it, which owns it.
struct Face {
  FT_Face face = nullptr;
  FontFace cairo;
};

bool LoadFace(const std::string& path, Face& face) {
  static const cairo_user_data_key_t key = {};
  if (FT_New_Face(Library(), path.c_str(), 0, &face.face) != 0) return false;
  face.cairo.reset(cairo_ft_font_face_create_for_ft_face(face.face, FT_LOAD_TARGET_LIGHT));
  const auto close = [](void* owned) { FT_Done_Face(static_cast<FT_Face>(owned)); };
  return cairo_font_face_set_user_data(face.cairo.get(), &key, face.face, close) ==
         CAIRO_STATUS_SUCCESS;
}

class FileFonts : public Fonts {
 public:
  Status Open() {
    std::vector<std::string> folders(kFolders.begin(), kFolders.end());
    if (const char* chosen = std::getenv("PLUMB_FONTS"); chosen != nullptr && *chosen != '\0')
      folders = {chosen};
    for (const std::string& folder : folders)
      if (LoadFace(folder + '/' + std::string(kRegular), regular_) &&
          LoadFace(folder + '/' + std::string(kBold), bold_))
        return Ok();
    return Error{Exit::kOutside,
                 fmt::format("cannot find the fonts '{}' and '{}': they are not in '{}' (Debian's "
                             "package is fonts-dejavu-core; PLUMB_FONTS names another folder)",
                             kRegular, kBold, fmt::join(folders, "', '"))};
  }

  GlyphRun Lay(std::string_view text, bool bold) override {
    GlyphRun run;
    for (size_t position = 0; position < text.size();) {
      const size_t begin = position;
      const char32_t point = text::DecodeUtf8(text, position);
      const Face& face = FaceFor(point, bold);
      const FT_UInt index = FT_Get_Char_Index(face.face, point);
      // Joiners and selectors without a glyph are not to be seen.
      if (index == 0 && text::DisplayWidth(text.substr(begin, position - begin)) == 0) continue;
      run.glyphs.push_back({face.cairo.get(), index, run.width});
      run.width += Advance(face.face, index);
    }
    return run;
  }

 private:
  const Face& FaceFor(char32_t point, bool bold) {
    const Face& usual = bold ? bold_ : regular_;
    if (FT_Get_Char_Index(usual.face, point) != 0) return usual;
    if (!looked_for_others_) LoadOthers();
    for (const Face& each : others_)
      if (FT_Get_Char_Index(each.face, point) != 0) return each;
    return usual;
  }

  void LoadOthers() {
    looked_for_others_ = true;
    for (const char* path : kOthers) {
      Face face;
      if (LoadFace(path, face)) others_.push_back(std::move(face));
    }
  }

  // Without hinting, in parts of the size.
  static double Advance(FT_Face face, FT_UInt index) {
    if (FT_Load_Glyph(face, index, FT_LOAD_NO_SCALE) != 0 || face->units_per_EM == 0) return 0;
    return static_cast<double>(face->glyph->metrics.horiAdvance) / face->units_per_EM;
  }

  Face regular_;
  Face bold_;
  std::vector<Face> others_;
  bool looked_for_others_ = false;
};

}  // namespace

Result<std::unique_ptr<Fonts>> Fonts::Load() {
  if (Library() == nullptr) return Error{Exit::kOutside, "cannot start FreeType"};
  auto fonts = std::make_unique<FileFonts>();
  PLUMB_TRY(fonts->Open());
  return std::unique_ptr<Fonts>(std::move(fonts));
}

}  // namespace plumb::raster
