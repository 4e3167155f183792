#pragma once

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <span>
#include <string>
#include <vector>

#include <unistd.h>

/// Sounds and pictures made here, so that a test knows every sample and pixel.
namespace atelier::media::test {

struct Wave {
  std::uint32_t sampleRate = 8000;
  std::uint16_t channels = 1;
};

/// The head of a WAV file (RIFF, 16-bit PCM) with so many frames behind it.
inline std::string wavHead(const Wave& wave, std::uint32_t frames) {
  std::string head;
  const auto number = [&](std::uint64_t value, int bytes) {
    for (int i = 0; i < bytes; ++i) head.push_back(static_cast<char>(value >> (8 * i) & 0xFF));
  };
  const auto frameBytes = std::uint32_t{wave.channels} * 2;
  head += "RIFF";
  number(36 + std::uint64_t{frames} * frameBytes, 4);
  head += "WAVEfmt ";
  number(16, 4);
  number(1, 2);
  number(wave.channels, 2);
  number(wave.sampleRate, 4);
  number(wave.sampleRate * frameBytes, 4);
  number(frameBytes, 2);
  number(16, 2);
  head += "data";
  number(std::uint64_t{frames} * frameBytes, 4);
  return head;
}

/// Channels by turns.
inline std::string wav(const Wave& wave, std::span<const std::int16_t> samples) {
  auto file = wavHead(wave, static_cast<std::uint32_t>(samples.size() / wave.channels));
  for (const auto sample : samples) {
    file.push_back(static_cast<char>(sample & 0xFF));
    file.push_back(static_cast<char>(static_cast<std::uint16_t>(sample) >> 8));
  }
  return file;
}

/// One channel of silence with one loud frame, mostly holes: hours cost no disk.
inline void writeSilence(const std::filesystem::path& path, const Wave& wave, std::uint32_t frames,
                         std::uint32_t loudFrame, std::int16_t loud) {
  const auto head = wavHead(wave, frames);
  std::ofstream(path, std::ios::binary) << head;
  std::filesystem::resize_file(path, head.size() + std::uint64_t{frames} * 2);
  std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
  file.seekp(static_cast<std::streamoff>(head.size() + std::uint64_t{loudFrame} * 2));
  file.put(static_cast<char>(loud & 0xFF));
  file.put(static_cast<char>(static_cast<std::uint16_t>(loud) >> 8));
}

}  // namespace atelier::media::test
