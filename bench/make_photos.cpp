// Makes any number of real-size JPEGs from a few real ones: scaled to 8.6 megapixels and re-encoded
// with noise, so that no two are equal and none compresses better than a photograph does. EXIF,
// IPTC and XMP are kept.
//
//   make_photos FOLDER COUNT SOURCE.jpg...

#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <thread>
#include <vector>

#include <vips/vips8>

namespace {

void makeOne(const std::string& source, int number, const std::string& target) {
  auto photo = vips::VImage::new_from_file(source.c_str());
  const double scale = 3600.0 / std::max(photo.width(), photo.height());
  photo = photo.resize(scale);
  const auto seed = vips::VImage::option()->set("sigma", 7.0)->set("seed", number);
  auto noise = vips::VImage::gaussnoise(photo.width(), photo.height(), seed);
  photo = (photo + noise).cast(VIPS_FORMAT_UCHAR).copy();
  photo.jpegsave(target.c_str(), vips::VImage::option()->set("Q", 88));
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 4 || VIPS_INIT(argv[0]) != 0) {
    std::fprintf(stderr, "usage: make_photos FOLDER COUNT SOURCE.jpg...\n");
    return 2;
  }
  vips_concurrency_set(1);
  const std::filesystem::path folder = argv[1];
  const int count = std::atoi(argv[2]);
  const std::vector<std::string> sources(argv + 3, argv + argc);
  std::filesystem::create_directories(folder);
  std::atomic<int> next{0};
  std::vector<std::jthread> threads;
  for (unsigned i = 0; i < std::max(1U, std::thread::hardware_concurrency()); ++i) {
    threads.emplace_back([&] {
      for (int number = next++; number < count; number = next++) {
        char name[32];
        std::snprintf(name, sizeof name, "photo-%05d.jpg", number);
        const auto target = (folder / name).string();
        if (std::filesystem::exists(target)) continue;
        try {
          makeOne(sources[static_cast<std::size_t>(number) % sources.size()], number, target);
        } catch (const vips::VError& error) {
          std::fprintf(stderr, "%s: %s\n", target.c_str(), error.what());
        }
      }
    });
  }
  return 0;
}
