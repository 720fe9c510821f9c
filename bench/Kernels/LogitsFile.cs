using System.Runtime.InteropServices;

namespace TransformerService.Kernels;

/// <summary>A text's tokens, and the logits of each step.</summary>
internal sealed record RecordedText(int[] Tokens, IReadOnlyList<float[]> Steps);

/// <summary>Logits on disk.</summary>
internal static class LogitsFile
{
    public static void Write(string path, IReadOnlyList<RecordedText> texts)
    {
        using var writer = new BinaryWriter(File.Create(path));
        writer.Write(texts.Count);
        foreach (var text in texts)
        {
            writer.Write(text.Tokens.Length);
            writer.Write(MemoryMarshal.AsBytes(text.Tokens.AsSpan()));
            writer.Write(text.Steps.Count);
            foreach (var step in text.Steps)
            {
                writer.Write(step.Length);
                writer.Write(MemoryMarshal.AsBytes(step.AsSpan()));
            }
        }
    }

    public static IReadOnlyList<RecordedText> Read(string path)
    {
        using var reader = new BinaryReader(File.OpenRead(path));
        var texts = new RecordedText[reader.ReadInt32()];
        for (var text = 0; text < texts.Length; text++)
        {
            var tokens = MemoryMarshal.Cast<byte, int>(reader.ReadBytes(reader.ReadInt32() * sizeof(int))).ToArray();
            var steps = new float[reader.ReadInt32()][];
            for (var step = 0; step < steps.Length; step++)
            {
                steps[step] = MemoryMarshal.Cast<byte, float>(reader.ReadBytes(reader.ReadInt32() * sizeof(float))).ToArray();
            }

            texts[text] = new RecordedText(tokens, steps);
        }

        return texts;
    }
}
