using System;
using System.IO;
using System.Text;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

/// <summary>
/// Sets the weak flag (VER_FLG_WEAK) on one version that a 64-bit little-endian ELF library needs, so that the loader only warns
/// where that version is missing. Does nothing if the library does not name the version or it is weak already.
/// The layout is that of the System V ABI: section headers, .gnu.version_r of Verneed and Vernaux entries.
/// </summary>
public sealed class WeakenVersion : Task
{
    private const uint VersionNeeded = 0x6ffffffe; // SHT_GNU_verneed
    private const ushort Weak = 2; // VER_FLG_WEAK

    [Required]
    public string Library { get; set; }

    [Required]
    public string Version { get; set; }

    public override bool Execute()
    {
        byte[] elf = File.ReadAllBytes(Library);
        if (elf.Length < 64 || elf[0] != 0x7f || elf[1] != 'E' || elf[2] != 'L' || elf[3] != 'F' || elf[4] != 2 || elf[5] != 1)
        {
            return true;
        }

        long sections = BitConverter.ToInt64(elf, 40);
        int size = BitConverter.ToUInt16(elf, 58),
            count = BitConverter.ToUInt16(elf, 60);
        for (int section = 0; section < count; section++)
        {
            int header = (int)sections + (section * size);
            if (BitConverter.ToUInt32(elf, header + 4) == VersionNeeded)
            {
                int names = (int)sections + ((int)BitConverter.ToUInt32(elf, header + 40) * size);
                WeakenIn(
                    elf,
                    (int)BitConverter.ToInt64(elf, header + 24),
                    (int)BitConverter.ToUInt32(elf, header + 44),
                    (int)BitConverter.ToInt64(elf, names + 24)
                );
            }
        }

        return true;
    }

    private void WeakenIn(byte[] elf, int need, int needs, int strings)
    {
        for (; needs > 0; needs--)
        {
            int version = need + (int)BitConverter.ToUInt32(elf, need + 8);
            for (int left = BitConverter.ToUInt16(elf, need + 2); left > 0; left--)
            {
                if (NameAt(elf, strings + (int)BitConverter.ToUInt32(elf, version + 8)) == Version && (elf[version + 4] & Weak) == 0)
                {
                    using (FileStream file = new FileStream(Library, FileMode.Open, FileAccess.Write))
                    {
                        file.Position = version + 4;
                        file.WriteByte((byte)(elf[version + 4] | Weak));
                    }

                    Log.LogMessage(MessageImportance.Normal, "Marked {0} weak in {1}", Version, Library);
                }

                version += (int)BitConverter.ToUInt32(elf, version + 12);
            }

            need += (int)BitConverter.ToUInt32(elf, need + 12);
        }
    }

    private static string NameAt(byte[] bytes, int start)
    {
        int end = Array.IndexOf(bytes, (byte)0, start);
        return Encoding.ASCII.GetString(bytes, start, end - start);
    }
}
