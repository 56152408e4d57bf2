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

struct CloseLibrary {
  void operator()(FT_Library library) const { FT_Done_FreeType(library); }
};
using Library = std::unique_ptr<FT_LibraryRec_, CloseLibrary>;

// A face of FreeType and cairo's view of it, which must go first.
struct Face {
  FT_Face face = nullptr;
  FontFace cairo;
};

class FileFonts : public Fonts {
 public:
  explicit FileFonts(Library library) : library_(std::move(library)) {}
  ~FileFonts() override {
    for (Face* each : {&regular_, &bold_}) Close(*each);
    for (Face& each : others_) Close(each);
  }
  FileFonts(const FileFonts&) = delete;
  FileFonts& operator=(const FileFonts&) = delete;

  Status Open() {
    std::vector<std::string> folders(kFolders.begin(), kFolders.end());
    if (const char* chosen = std::getenv("PLUMB_FONTS"); chosen != nullptr && *chosen != '\0')
      folders = {chosen};
    for (const std::string& folder : folders)
      if (Load(folder + '/' + std::string(kRegular), regular_) &&
          Load(folder + '/' + std::string(kBold), bold_))
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
  static void Close(Face& face) {
    face.cairo.reset();
    if (face.face != nullptr) FT_Done_Face(face.face);
    face.face = nullptr;
  }

  bool Load(const std::string& path, Face& face) {
    Close(face);
    if (FT_New_Face(library_.get(), path.c_str(), 0, &face.face) != 0) return false;
    face.cairo.reset(cairo_ft_font_face_create_for_ft_face(face.face, FT_LOAD_TARGET_LIGHT));
    return true;
  }

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
      if (Load(path, face)) others_.push_back(std::move(face));
    }
  }

  // Without hinting, in parts of the size.
  static double Advance(FT_Face face, FT_UInt index) {
    if (FT_Load_Glyph(face, index, FT_LOAD_NO_SCALE) != 0 || face->units_per_EM == 0) return 0;
    return static_cast<double>(face->glyph->metrics.horiAdvance) / face->units_per_EM;
  }

  Library library_;
  Face regular_;
  Face bold_;
  std::vector<Face> others_;
  bool looked_for_others_ = false;
};

}  // namespace

Result<std::unique_ptr<Fonts>> Fonts::Load() {
  FT_Library library = nullptr;
  if (FT_Init_FreeType(&library) != 0) return Error{Exit::kOutside, "cannot start FreeType"};
  auto fonts = std::make_unique<FileFonts>(Library(library));
  PLUMB_TRY(fonts->Open());
  return std::unique_ptr<Fonts>(std::move(fonts));
}

}  // namespace plumb::raster
