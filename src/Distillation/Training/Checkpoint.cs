using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;

namespace TransformerService.Distillation.Training;

/// <summary>
/// A training on disk: a header with its state and the weights' names and shapes, the weights with their moments, and a SHA-256 over
/// it all. Written beside the old one and put in its place when it is whole, so that a full disk or a kill loses no training.
/// </summary>
internal static class Checkpoint
{
    private static ReadOnlySpan<byte> Magic => "TSCKPT01"u8;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        NumberHandling = System.Text.Json.Serialization.JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    /// <exception cref="TrainingException">The disk does not take it; the old checkpoint is untouched.</exception>
    public static void Save(string path, TrainingState state, Adam adam)
    {
        string temporary = path + ".new";
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path)) ?? ".");
            using (FileStream file = File.Create(temporary))
            {
                using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
                byte[] header = JsonSerializer.SerializeToUtf8Bytes(
                    new Header(state, [.. adam.State.Select(slot => new Entry(slot.Name, slot.Shape))]), Json);
                byte[] length = new byte[4];
                BinaryPrimitives.WriteInt32LittleEndian(length, header.Length);
                Write(Magic);
                Write(length);
                Write(header);
                foreach (var slot in adam.State)
                {
                    Write(MemoryMarshal.AsBytes(slot.Master.AsSpan()));
                    Write(MemoryMarshal.AsBytes(slot.First.AsSpan()));
                    Write(MemoryMarshal.AsBytes(slot.Second.AsSpan()));
                }

                file.Write(hash.GetHashAndReset());
                file.Flush(flushToDisk: true);

                void Write(ReadOnlySpan<byte> bytes)
                {
                    hash.AppendData(bytes);
                    file.Write(bytes);
                }
            }

            File.Move(temporary, path, overwrite: true);
        }
        catch (IOException exception)
        {
            File.Delete(temporary);
            throw new TrainingException($"The checkpoint {path} cannot be written ({exception.Message}); the last one is still there. Free disk space and run again.", exception);
        }
    }

    /// <summary>Restores weights and moments, and returns the state.</summary>
    /// <exception cref="TrainingException">The file is cut off or damaged, or is of a model of another shape.</exception>
    public static TrainingState Load(string path, Adam adam)
    {
        byte[] content = File.ReadAllBytes(path);
        int bodyLength = content.Length - SHA256.HashSizeInBytes;
        if (bodyLength < Magic.Length + 4 || !content.AsSpan().StartsWith(Magic)
            || !SHA256.HashData(content.AsSpan(0, bodyLength)).AsSpan().SequenceEqual(content.AsSpan(bodyLength)))
        {
            throw new TrainingException($"The checkpoint {path} is cut off or damaged. Delete it to begin anew, or put an older one in its place.");
        }

        int headerLength = BinaryPrimitives.ReadInt32LittleEndian(content.AsSpan(Magic.Length));
        Header header = JsonSerializer.Deserialize<Header>(content.AsSpan(Magic.Length + 4, headerLength), Json)
            ?? throw new TrainingException($"The checkpoint {path} has no header.");
        List<Entry> expected = [.. adam.State.Select(slot => new Entry(slot.Name, slot.Shape))];
        if (!expected.Select(Describe).SequenceEqual(header.Weights.Select(Describe)))
        {
            string first = expected.Select(Describe).Except(header.Weights.Select(Describe)).FirstOrDefault() ?? "another set of weights";
            throw new TrainingException(
                $"The checkpoint {path} is of a model of another shape or vocabulary: this one has {first}. Use another work folder, or the recipe that made it.");
        }

        int offset = Magic.Length + 4 + headerLength;
        foreach (var slot in adam.State)
        {
            Read(slot.Master);
            Read(slot.First);
            Read(slot.Second);
        }

        adam.Step = header.State.Step;
        adam.WriteWeights();
        return header.State;

        void Read(float[] values)
        {
            Span<byte> bytes = MemoryMarshal.AsBytes(values.AsSpan());
            content.AsSpan(offset, bytes.Length).CopyTo(bytes);
            offset += bytes.Length;
        }
    }

    private static string Describe(Entry entry) => $"{entry.Name} [{string.Join(", ", entry.Shape)}]";

    private sealed record Header(TrainingState State, IReadOnlyList<Entry> Weights);

    private sealed record Entry(string Name, long[] Shape);
}
