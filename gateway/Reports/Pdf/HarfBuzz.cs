using System.Runtime.InteropServices;

namespace Directives.Gateway.Reports;

/// <summary>
/// What is used of HarfBuzz (libharfbuzz, MIT), which shapes text for most of the free software there is. It is the
/// system's own: Debian's package libharfbuzz0b.
/// </summary>
internal static class HarfBuzz
{
    public const int LeftToRight = 4, RightToLeft = 5;
    public const uint Latin = 0x4C61746E, Arabic = 0x41726162;
    private const string Library = "harfbuzz";
    private const int Duplicate = 0;

    /// <summary>A glyph, and a position, are five numbers of 32 bits each.</summary>
    public const int Record = 5;

    private static readonly string[] Names = ["libharfbuzz.so.0", "libharfbuzz.0.dylib", "libharfbuzz-0.dll", "libharfbuzz"];
    private static readonly Lazy<IntPtr> Handle = new(Load);

    static HarfBuzz() => NativeLibrary.SetDllImportResolver(
        typeof(HarfBuzz).Assembly, (name, _, _) => name == Library ? Handle.Value : IntPtr.Zero);

    public static bool IsThere => Handle.Value != IntPtr.Zero;

    /// <returns>A font of which every length is in its own units.</returns>
    public static IntPtr CreateFont(byte[] openType)
    {
        var blob = hb_blob_create(openType, (uint)openType.Length, Duplicate, IntPtr.Zero, IntPtr.Zero);
        var face = hb_face_create(blob, 0);
        hb_blob_destroy(blob);
        var font = hb_font_create(face);
        hb_face_destroy(face);
        return font;
    }

    /// <summary>Shapes a text.</summary>
    /// <returns>For each glyph, from the left, its record and that of its position.</returns>
    public static (int[] Glyphs, int[] Positions) Shape(IntPtr font, string text, int direction, uint script, string language)
    {
        var buffer = hb_buffer_create();
        try
        {
            hb_buffer_add_utf16(buffer, text, text.Length, 0, text.Length);
            hb_buffer_set_direction(buffer, direction);
            hb_buffer_set_script(buffer, script);
            hb_buffer_set_language(buffer, hb_language_from_string(language, language.Length));
            hb_shape(font, buffer, IntPtr.Zero, 0);
            return (Read(hb_buffer_get_glyph_infos(buffer, out var count), count), Read(hb_buffer_get_glyph_positions(buffer, out count), count));
        }
        finally
        {
            hb_buffer_destroy(buffer);
        }
    }

    private static int[] Read(IntPtr records, uint count)
    {
        var read = new int[count * Record];
        if (count > 0)
            Marshal.Copy(records, read, 0, read.Length);
        return read;
    }

    private static IntPtr Load()
    {
        foreach (var name in Names)
        {
            if (NativeLibrary.TryLoad(name, out var library))
                return library;
        }

        return IntPtr.Zero;
    }

#pragma warning disable SYSLIB1054 // Generated stubs would need unsafe code.
    [DllImport(Library)]
    private static extern IntPtr hb_blob_create(byte[] data, uint length, int mode, IntPtr owner, IntPtr destroy);

    [DllImport(Library)]
    private static extern void hb_blob_destroy(IntPtr blob);

    [DllImport(Library)]
    private static extern IntPtr hb_face_create(IntPtr blob, uint index);

    [DllImport(Library)]
    private static extern void hb_face_destroy(IntPtr face);

    [DllImport(Library)]
    private static extern IntPtr hb_font_create(IntPtr face);

    [DllImport(Library)]
    private static extern IntPtr hb_buffer_create();

    [DllImport(Library)]
    private static extern void hb_buffer_destroy(IntPtr buffer);

    [DllImport(Library, CharSet = CharSet.Unicode)]
    private static extern void hb_buffer_add_utf16(IntPtr buffer, string text, int length, uint offset, int count);

    [DllImport(Library)]
    private static extern void hb_buffer_set_direction(IntPtr buffer, int direction);

    [DllImport(Library)]
    private static extern void hb_buffer_set_script(IntPtr buffer, uint script);

    [DllImport(Library, CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true)]
    private static extern IntPtr hb_language_from_string(string language, int length);

    [DllImport(Library)]
    private static extern void hb_buffer_set_language(IntPtr buffer, IntPtr language);

    [DllImport(Library)]
    private static extern void hb_shape(IntPtr font, IntPtr buffer, IntPtr features, uint count);

    [DllImport(Library)]
    private static extern IntPtr hb_buffer_get_glyph_infos(IntPtr buffer, out uint count);

    [DllImport(Library)]
    private static extern IntPtr hb_buffer_get_glyph_positions(IntPtr buffer, out uint count);
#pragma warning restore SYSLIB1054
}
