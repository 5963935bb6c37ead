"""Speech with noise, mixed anew for each example, so that few recordings make examples without end."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from workbench.training.rooms import colour, low_pass, room_response
from workbench.training.sound_store import SoundStore
from workbench.training.synthetic_noise import coloured_noise, hum

LEVEL = 0.05
"""Root mean square of a mixture, −26 dBFS; the network itself brings what it hears to a common level."""

_SILENCE = 1e-4

Sound = NDArray[np.float32]


@dataclass(frozen=True)
class Mixing:
    """How speech and noise are mixed.

    `snr_db` : least, mean, most; normally distributed with `snr_spread_db`
    `speech_speed`, `noise_speed` : least and most, which move the pitch too; `speed_share` of all are changed
    `room_share` : how many voices stand in a room; the room is part of what is to be kept
    `colour_db` : of microphones
    `clean_share`, `noise_share` : examples of speech alone, and of noise alone
    """

    length_s: float = 3.0
    snr_db: tuple[float, float, float] = (-5.0, 6.5, 20.0)
    snr_spread_db: float = 6.0
    speech_speed: tuple[float, float] = (0.85, 1.18)
    noise_speed: tuple[float, float] = (0.75, 1.3)
    speed_share: float = 0.5
    room_share: float = 0.25
    colour_db: float = 8.0
    clean_share: float = 0.04
    noise_share: float = 0.03
    band_share: float = 0.12
    late_share: float = 0.06
    clipped_share: float = 0.02


class Mixer:
    """Draws examples from two stores.

    Parameters
    ----------
    speech, noise : prepared stores of the same sample rate
    weights : how often each recording of speech begins an example; shape (recordings of speech,), not negative
    """

    def __init__(self, speech: SoundStore, noise: SoundStore, weights: NDArray[np.float64], mixing: Mixing) -> None:
        self.mixing = mixing
        self._speech, self._noise = speech, noise
        self._reach = np.cumsum(weights) / np.sum(weights)
        self._count = round(mixing.length_s * speech.sample_rate)
        self._sample_rate = speech.sample_rate

    def batch(self, random: np.random.Generator, size: int) -> tuple[Sound, Sound]:
        """Noisy and clean sound, each float32 of shape (size, samples)."""
        pairs = [self.example(random) for _ in range(size)]
        return np.stack([noisy for noisy, _ in pairs]), np.stack([clean for _, clean in pairs])

    def example(self, random: np.random.Generator) -> tuple[Sound, Sound]:
        """One mixture and the speech within it, each of shape (samples,)."""
        mixing, kind = self.mixing, random.random()
        clean, noise = self._voice(random), np.zeros(self._count, np.float32)
        if kind >= mixing.clean_share:
            noise = self._background(random)
            noise *= active_level(clean) / max(level(noise), 1e-9) * 10.0 ** (-self._snr_db(random) / 20.0)
        if kind > 1.0 - mixing.noise_share:
            clean = np.zeros_like(clean)
        clean, noise = self._recorded(random, clean, noise)
        noisy = clean + noise
        scale = LEVEL / max(level(noisy), 1e-6)
        noisy, clean = noisy * scale, clean * scale
        if random.random() < mixing.late_share:
            begin = int(random.uniform(0.05, 0.4) * self._count)
            noisy[:begin] = clean[:begin] = 0.0
        if random.random() < mixing.clipped_share:
            limit = np.abs(noisy).max() * random.uniform(0.3, 0.8)
            noisy = noisy.clip(-limit, limit)
        return noisy.astype(np.float32), clean.astype(np.float32)

    def _snr_db(self, random: np.random.Generator) -> float:
        least, mean, most = self.mixing.snr_db
        return float(np.clip(random.normal(mean, self.mixing.snr_spread_db), least, most))

    def _voice(self, random: np.random.Generator) -> Sound:
        speed = self._speed(random, self.mixing.speech_speed)
        sound = _at_speed(self._speech_stretch(random, int(self._count * speed) + 64), speed, self._count)
        if random.random() < self.mixing.room_share:
            return self._through(random, sound, room_response(random, self._sample_rate))
        return self._through(random, sound, None)

    def _speech_stretch(self, random: np.random.Generator, count: int) -> Sound:
        """Speech from anywhere in a recording, then, after a pause, from the start of others."""
        out = np.zeros(count, np.float32)
        place = 0
        while place < count:
            index = int(np.searchsorted(self._reach, random.random(), side="right"))
            length = int(self._speech.lengths[index])
            first = 0 if place else int(random.integers(max(length - count // 2, 1)))
            part = self._speech.read(index, first, count - place)
            # Neighbours are brought to about the same level; they need not be the same person.
            gain = 1.0 / max(active_level(part), 1e-4)
            out[place : place + part.size] = part * gain
            place += part.size + int(random.uniform(0.05, 0.5) * self._sample_rate)
        return out

    def _background(self, random: np.random.Generator) -> Sound:
        kind = random.random()
        if kind < 0.08:
            return coloured_noise(random, self._count, self._sample_rate)
        if kind < 0.10:
            voices = [self._speech_stretch(random, self._count) for _ in range(int(random.integers(4, 8)))]
            return np.asarray(np.sum(voices, axis=0), np.float32)
        noise = self._recorded_noise(random)
        if kind < 0.25:
            noise = noise + self._recorded_noise(random) * np.float32(10.0 ** random.uniform(-0.5, 0.5))
        if kind > 0.94:
            noise = noise + hum(random, self._count, self._sample_rate) * np.float32(random.uniform(0.2, 2.0))
        elif kind > 0.88:
            bed = coloured_noise(random, self._count, self._sample_rate)
            noise = noise + bed * np.float32(random.uniform(0.1, 0.7))
        return noise

    def _recorded_noise(self, random: np.random.Generator) -> Sound:
        """A recorded noise of unit level."""
        for _ in range(4):
            sound = self._noise_stretch(random)
            if level(sound) > _SILENCE:  # else it is a pause between barks
                break
        sound = self._through(random, sound, None)
        return sound / np.float32(max(level(sound), _SILENCE))

    def _noise_stretch(self, random: np.random.Generator) -> Sound:
        """A stretch of any noise, repeated where the recording is shorter than the example."""
        index = int(random.integers(len(self._noise.clips)))
        speed = self._speed(random, self.mixing.noise_speed)
        needed, length = int(self._count * speed) + 64, int(self._noise.lengths[index])
        if length == 0:
            return np.zeros(self._count, np.float32)
        sound = self._noise.read(index, int(random.integers(max(length - needed, 0) + 1)), needed)
        if sound.size < needed:
            sound = np.roll(np.resize(sound, needed), int(random.integers(needed)))
        return _at_speed(sound, speed, self._count)

    def _recorded(self, random: np.random.Generator, clean: Sound, noise: Sound) -> tuple[Sound, Sound]:
        """Both through the same narrow band, now and then."""
        if random.random() >= self.mixing.band_share:
            return clean, noise
        corner_hz = float(random.choice([3400.0, 4000.0, 5500.0, 7000.0]))
        gain = low_pass(self._count // 2 + 1, self._sample_rate, corner_hz)
        return _filtered(clean, gain), _filtered(noise, gain)

    def _speed(self, random: np.random.Generator, limits: tuple[float, float]) -> float:
        return float(random.uniform(*limits)) if random.random() < self.mixing.speed_share else 1.0

    def _through(self, random: np.random.Generator, sound: Sound, response: Sound | None) -> Sound:
        """`sound` through a microphone and, with `response`, a room."""
        from scipy import fft

        size = fft.next_fast_len(sound.size + (0 if response is None else response.size), real=True)
        spectrum = fft.rfft(sound, size)
        spectrum *= colour(random, spectrum.size, self._sample_rate, self.mixing.colour_db)
        if response is not None:
            spectrum *= fft.rfft(response, size)
        changed: Sound = fft.irfft(spectrum, size)[: sound.size].astype(np.float32)
        return changed


def level(sound: Sound) -> float:
    """Root mean square."""
    return float(np.sqrt(np.mean(np.square(sound)))) if sound.size else 0.0


def active_level(sound: Sound, frame: int = 320) -> float:
    """Root mean square of the frames within 30 dB of the loudest: of speech without its pauses."""
    whole = sound.size // frame * frame
    if whole == 0:
        return level(sound)
    power = np.square(sound[:whole]).reshape(-1, frame).mean(axis=1)
    return float(np.sqrt(power[power >= power.max() * 1e-3].mean()))


def _filtered(sound: Sound, gain: Sound) -> Sound:
    from scipy import fft

    changed: Sound = fft.irfft(fft.rfft(sound) * gain, sound.size).astype(np.float32)
    return changed


def _at_speed(sound: Sound, speed: float, count: int) -> Sound:
    """The first `count` samples of `sound` played `speed` times as fast."""
    if speed == 1.0:
        return sound[:count]
    import soxr

    changed: Sound = soxr.resample(sound, speed, 1.0, quality="MQ")[:count]
    return np.pad(changed, (0, count - changed.size))
