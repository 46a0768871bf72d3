using System.Buffers;
using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace Directives.Gateway.Reports;

/// <summary>
/// Writes a PDF (ISO 32000-1, version 1.7) from its beginning to its end, page by page: of what has been written only the
/// places of objects and the glyphs that were used are kept.
/// </summary>
internal sealed class PdfWriter
{
    /// <summary>Pages that hang on one branch of the tree of pages.</summary>
    private const int Branch = 256;
    private const int Catalog = 1, Root = 2, Resources = 3;

    private readonly IReadOnlyList<PdfFont> fonts;
    private readonly HashSet<int>[] used;
    private readonly int[] fontObjects;
    private readonly List<long> places = [0, 0, 0, 0];
    private readonly List<(int Id, int Pages)> branches = [];
    private readonly List<int> leaves = [];
    private readonly float width, height;
    private long written;
    private int branch;

    public PdfWriter(IReadOnlyList<PdfFont> fonts, float width, float height, IBufferWriter<byte> file)
    {
        (this.fonts, this.width, this.height) = (fonts, width, height);
        used = [.. fonts.Select(_ => new HashSet<int>())];
        fontObjects = [.. fonts.Select(_ => Allocate())];
        Write(file, "%PDF-1.7\n%\u00E2\u00E3\u00CF\u00D3\n");
    }

    public int Pages { get; private set; }

    /// <summary>The name of a font in the content of pages; remembers the glyphs that it draws.</summary>
    public string Use(ShapedText text)
    {
        var index = IndexOf(text.Font);
        foreach (var glyph in text.Glyphs)
            used[index].Add(glyph.Glyph);
        return Name(index);
    }

    public void AddPage(ReadOnlySpan<byte> content, IBufferWriter<byte> file)
    {
        if (leaves.Count == 0)
            branch = Allocate();
        var (page, stream) = (Allocate(), Allocate());
        AddStream(stream, content, "", file);
        Begin(page, file);
        Write(file, $"<</Type/Page/Parent {branch} 0 R/Contents {stream} 0 R>>\nendobj\n");
        leaves.Add(page);
        Pages++;
        if (leaves.Count == Branch)
            EndBranch(file);
    }

    public void End(string title, string language, IBufferWriter<byte> file)
    {
        if (leaves.Count > 0)
            EndBranch(file);
        for (var i = 0; i < fonts.Count; i++)
            AddFont(i, file);
        Begin(Resources, file);
        Write(file, $"<</Font<<{string.Concat(fontObjects.Select((id, i) => $"/{Name(i)} {id} 0 R"))}>>>>\nendobj\n");
        Begin(Root, file);
        Write(file, string.Create(
            CultureInfo.InvariantCulture,
            $"<</Type/Pages/Count {Pages}/Kids[{string.Join(' ', branches.Select(below => $"{below.Id} 0 R"))}]/MediaBox[0 0 {width} {height}]/Resources {Resources} 0 R>>\nendobj\n"));
        Begin(Catalog, file);
        Write(file, $"<</Type/Catalog/Pages {Root} 0 R/Lang({language})/ViewerPreferences<</DisplayDocTitle true/Direction/{(language == "ur" ? "R2L" : "L2R")}>>>>\nendobj\n");
        var info = Allocate();
        Begin(info, file);
        Write(file, $"<</Title {Hex(title)}/Producer(Directives)>>\nendobj\n");
        EndFile(info, file);
    }

    /// <summary>A text as PDF has it: UTF-16 with a byte order mark.</summary>
    public static string Hex(string text) => $"<FEFF{Convert.ToHexString(Encoding.BigEndianUnicode.GetBytes(text))}>";

    private void EndBranch(IBufferWriter<byte> file)
    {
        Begin(branch, file);
        Write(file, $"<</Type/Pages/Parent {Root} 0 R/Count {leaves.Count}/Kids[{string.Join(' ', leaves.Select(page => $"{page} 0 R"))}]>>\nendobj\n");
        branches.Add((branch, leaves.Count));
        leaves.Clear();
    }

    private void AddFont(int index, IBufferWriter<byte> file)
    {
        var (font, program, descriptor, descendant) = (fonts[index], Allocate(), Allocate(), Allocate());
        var drawing = font.File.ToDrawing();
        AddStream(program, drawing, $"/Length1 {drawing.Length}", file);
        int Scaled(int value) => value * 1000 / font.File.UnitsPerEm;
        var box = font.File.Box;
        Begin(descriptor, file);
        Write(file, $"<</Type/FontDescriptor/FontName/{font.Name}/Flags 4/FontBBox[{Scaled(box.Left)} {Scaled(box.Bottom)} {Scaled(box.Right)} {Scaled(box.Top)}]/ItalicAngle 0/Ascent {Scaled(font.File.Ascender)}/Descent {Scaled(font.File.Descender)}/CapHeight 700/StemV 80/FontFile2 {program} 0 R>>\nendobj\n");
        Begin(descendant, file);
        var widths = string.Concat(used[index].Order().Select(glyph => $"{glyph}[{Scaled(font.File.AdvanceOf(glyph))}]"));
        Write(file, $"<</Type/Font/Subtype/CIDFontType2/BaseFont/{font.Name}/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>/FontDescriptor {descriptor} 0 R/DW 0/W[{widths}]/CIDToGIDMap/Identity>>\nendobj\n");
        Begin(fontObjects[index], file);
        Write(file, $"<</Type/Font/Subtype/Type0/BaseFont/{font.Name}/Encoding/Identity-H/DescendantFonts[{descendant} 0 R]>>\nendobj\n");
    }

    private void AddStream(int id, ReadOnlySpan<byte> content, string entries, IBufferWriter<byte> file)
    {
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Fastest, leaveOpen: true))
            zlib.Write(content);
        Begin(id, file);
        Write(file, $"<</Filter/FlateDecode/Length {packed.Length}{entries}>>\nstream\n");
        file.Write(packed.GetBuffer().AsSpan(0, (int)packed.Length));
        written += packed.Length;
        Write(file, "\nendstream\nendobj\n");
    }

    private void EndFile(int info, IBufferWriter<byte> file)
    {
        var table = written;
        Write(file, $"xref\n0 {places.Count}\n0000000000 65535 f \n");
        foreach (var place in places.Skip(1))
            Write(file, string.Create(CultureInfo.InvariantCulture, $"{place:0000000000} 00000 n \n"));
        Write(file, $"trailer\n<</Size {places.Count}/Root {Catalog} 0 R/Info {info} 0 R>>\nstartxref\n{table}\n%%EOF\n");
    }

    private int Allocate()
    {
        places.Add(0);
        return places.Count - 1;
    }

    private void Begin(int id, IBufferWriter<byte> file)
    {
        places[id] = written;
        Write(file, $"{id} 0 obj\n");
    }

    private void Write(IBufferWriter<byte> file, string text) => written += Encoding.Latin1.GetBytes(text, file);

    private int IndexOf(PdfFont font)
    {
        for (var i = 0; i < fonts.Count; i++)
        {
            if (ReferenceEquals(fonts[i], font))
                return i;
        }

        throw new ArgumentException($"{font.Name} is no font of this file.");
    }

    private static string Name(int index) => string.Create(CultureInfo.InvariantCulture, $"F{index}");
}
