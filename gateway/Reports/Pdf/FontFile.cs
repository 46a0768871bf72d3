using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Directives.Gateway.Reports;

/// <summary>An OpenType font, unpacked from its WOFF file (W3C, WOFF File Format 1.0).</summary>
internal sealed class FontFile
{
    private const uint Signature = 0x774F4646;
    private const int HeaderLength = 44, EntryLength = 20;

    /// <summary>What draws glyphs; what shapes text is not needed by who only shows it.</summary>
    private static readonly string[] Drawing = ["cvt ", "fpgm", "glyf", "head", "hhea", "hmtx", "loca", "maxp", "prep"];

    private readonly SortedDictionary<string, byte[]> tables = new(StringComparer.Ordinal);
    private readonly uint flavor;

    private FontFile(uint flavor) => this.flavor = flavor;

    /// <summary>How many of the units in which its lengths are make the size of the type.</summary>
    public int UnitsPerEm => BinaryPrimitives.ReadUInt16BigEndian(tables["head"].AsSpan(18));

    /// <summary>The box around every glyph, in the font's units: left, bottom, right, top.</summary>
    public (int Left, int Bottom, int Right, int Top) Box => (Signed("head", 36), Signed("head", 38), Signed("head", 40), Signed("head", 42));

    public int Ascender => Signed("hhea", 4);

    public int Descender => Signed("hhea", 6);

    public int GlyphCount => BinaryPrimitives.ReadUInt16BigEndian(tables["maxp"].AsSpan(4));

    /// <exception cref="InvalidDataException">It is no WOFF file.</exception>
    public static FontFile Read(string path)
    {
        var file = File.ReadAllBytes(path);
        if (file.Length < HeaderLength || BinaryPrimitives.ReadUInt32BigEndian(file) != Signature)
            throw new InvalidDataException($"{path} is no WOFF file.");

        var font = new FontFile(BinaryPrimitives.ReadUInt32BigEndian(file.AsSpan(4)));
        var count = BinaryPrimitives.ReadUInt16BigEndian(file.AsSpan(12));
        for (var i = 0; i < count; i++)
        {
            var entry = file.AsSpan(HeaderLength + i * EntryLength, EntryLength);
            var (offset, packed, length) = (Int(entry[4..]), Int(entry[8..]), Int(entry[12..]));
            font.tables[Encoding.ASCII.GetString(entry[..4])] = Unpack(file.AsMemory(offset, packed), length);
        }

        return font;
    }

    /// <summary>How far a glyph moves the pen, in the font's units.</summary>
    public int AdvanceOf(int glyph)
    {
        var last = BinaryPrimitives.ReadUInt16BigEndian(tables["hhea"].AsSpan(34)) - 1;
        return BinaryPrimitives.ReadUInt16BigEndian(tables["hmtx"].AsSpan(4 * Math.Min(glyph, last)));
    }

    /// <summary>The whole font.</summary>
    public byte[] ToOpenType() => Pack([.. tables.Keys]);

    /// <summary>As much of it as draws glyphs.</summary>
    public byte[] ToDrawing() => Pack([.. Drawing.Where(tables.ContainsKey)]);

    private byte[] Pack(string[] tags)
    {
        var file = new MemoryStream();
        var search = 1 << (31 - int.LeadingZeroCount(tags.Length));
        Span<byte> header = stackalloc byte[12];
        BinaryPrimitives.WriteUInt32BigEndian(header, flavor);
        BinaryPrimitives.WriteUInt16BigEndian(header[4..], (ushort)tags.Length);
        BinaryPrimitives.WriteUInt16BigEndian(header[6..], (ushort)(search * 16));
        BinaryPrimitives.WriteUInt16BigEndian(header[8..], (ushort)(31 - int.LeadingZeroCount(search)));
        BinaryPrimitives.WriteUInt16BigEndian(header[10..], (ushort)((tags.Length - search) * 16));
        file.Write(header);
        var offset = 12 + 16 * tags.Length;
        Span<byte> entry = stackalloc byte[16];
        foreach (var tag in tags)
        {
            Encoding.ASCII.GetBytes(tag, entry);
            BinaryPrimitives.WriteUInt32BigEndian(entry[4..], Checksum(tables[tag]));
            BinaryPrimitives.WriteInt32BigEndian(entry[8..], offset);
            BinaryPrimitives.WriteInt32BigEndian(entry[12..], tables[tag].Length);
            file.Write(entry);
            offset += (tables[tag].Length + 3) & ~3;
        }

        foreach (var tag in tags)
        {
            file.Write(tables[tag]);
            file.Write(new byte[-tables[tag].Length & 3]);
        }

        return file.ToArray();
    }

    private static uint Checksum(ReadOnlySpan<byte> table)
    {
        var sum = 0u;
        for (var i = 0; i < table.Length; i++)
            sum += (uint)table[i] << (24 - 8 * (i & 3));
        return sum;
    }

    private static byte[] Unpack(ReadOnlyMemory<byte> packed, int length)
    {
        if (packed.Length == length)
            return packed.ToArray();
        using var zlib = new ZLibStream(new MemoryStream(packed.ToArray()), CompressionMode.Decompress);
        var table = new byte[length];
        zlib.ReadExactly(table);
        return table;
    }

    private short Signed(string table, int offset) => BinaryPrimitives.ReadInt16BigEndian(tables[table].AsSpan(offset));

    private static int Int(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadInt32BigEndian(bytes);
}
