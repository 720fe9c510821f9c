using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;
using TransformerService.Distillation.Modeling;
using static TorchSharp.torch;

namespace TransformerService.Distillation.Training;

/// <summary>
/// A training on disk: a header with its state and the weights' names and shapes, the weights with their moments, and a SHA-256 of all
/// of it. The file is written beside the old one and replaces it when complete, so that a full disk or a kill loses no training.
/// </summary>
internal static class Checkpoint
{
    private static ReadOnlySpan<byte> Magic => "TSCKPT01"u8;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        NumberHandling = System.Text.Json.Serialization.JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    /// <exception cref="TrainingException">The disk cannot be written; the old checkpoint is unchanged.</exception>
    /// <param name="path">The file to write.</param>
    /// <param name="origin">The hash of the training's batches.</param>
    /// <param name="productType">The precision of its products.</param>
    /// <param name="state">The state of the training.</param>
    /// <param name="adam">The weights and moments.</param>
    public static void Save(string path, string origin, ScalarType productType, TrainingState state, Adam adam)
    {
        var temporary = path + ".new";
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path)) ?? ".");
            using (var file = File.Create(temporary))
            {
                using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
                var header = JsonSerializer.SerializeToUtf8Bytes(
                    new Header(
                        state,
                        [.. adam.State.Select(slot => new Entry(slot.Name, slot.Shape))],
                        origin,
                        ProductTypes.Name(productType)
                    ),
                    Json
                );
                var length = new byte[4];
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
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Unfinished.Delete(temporary);
            throw new TrainingException(
                $"The checkpoint {path} cannot be written ({exception.Message}); the last one is still there. Free disk space and run again.",
                exception
            );
        }
    }

    /// <summary>
    /// Restores weights and moments, and returns the state. Weights are float32, so training can continue in either precision of products.
    /// </summary>
    /// <exception cref="TrainingException">The file is truncated or damaged, or belongs to a model of another shape.</exception>
    /// <param name="path">The file.</param>
    /// <param name="origin">The hash of this training's batches.</param>
    /// <param name="adam">Receives weights and moments.</param>
    public static TrainingState Load(string path, string origin, Adam adam)
    {
        (var content, var header, var offset) = Read(path);
        List<Entry> expected = [.. adam.State.Select(slot => new Entry(slot.Name, slot.Shape))];
        if (!expected.Select(Describe).SequenceEqual(header.Weights.Select(Describe)))
        {
            var first = expected.Select(Describe).Except(header.Weights.Select(Describe)).FirstOrDefault() ?? "another set of weights";
            throw new TrainingException(
                $"The checkpoint {path} belongs to a model of another shape or vocabulary: this one has {first}. Use another work folder, or the recipe that made it."
            );
        }

        // A checkpoint from before origins were stored has none.
        if (header.Origin is { } other && other != origin)
        {
            throw new TrainingException(
                $"The checkpoint {path} belongs to other data, another seed or other batches (tokenBudget, widthMultiple). Use another work folder, or delete the checkpoint's folder to start again."
            );
        }

        foreach (var slot in adam.State)
        {
            Take(slot.Master);
            Take(slot.First);
            Take(slot.Second);
        }

        adam.Step = header.State.Step;
        adam.WriteWeights();
        return header.State;

        void Take(float[] values)
        {
            var bytes = MemoryMarshal.AsBytes(values.AsSpan());
            content.AsSpan(offset, bytes.Length).CopyTo(bytes);
            offset += bytes.Length;
        }
    }

    /// <summary>Returns the state of a checkpoint's training.</summary>
    /// <exception cref="TrainingException">The file is truncated or damaged.</exception>
    public static TrainingState StateOf(string path) => Read(path).Header.State;

    /// <summary>Returns the precision of products in which a checkpoint's training last ran.</summary>
    /// <exception cref="TrainingException">The file is truncated or damaged.</exception>
    public static ScalarType ProductTypeOf(string path)
    {
        // A checkpoint from before precisions were stored was trained in bfloat16.
        return Read(path).Header.Precision is { } name ? ProductTypes.Of(name) : ScalarType.BFloat16;
    }

    private static (byte[] Content, Header Header, int Offset) Read(string path)
    {
        var content = File.ReadAllBytes(path);
        var bodyLength = content.Length - SHA256.HashSizeInBytes;
        if (
            bodyLength < Magic.Length + 4
            || !content.AsSpan().StartsWith(Magic)
            || !SHA256.HashData(content.AsSpan(0, bodyLength)).AsSpan().SequenceEqual(content.AsSpan(bodyLength))
        )
        {
            throw new TrainingException(
                $"The checkpoint {path} is cut off or damaged. Delete it to start again, or replace it with an older one."
            );
        }

        var headerLength = BinaryPrimitives.ReadInt32LittleEndian(content.AsSpan(Magic.Length));
        var header =
            JsonSerializer.Deserialize<Header>(content.AsSpan(Magic.Length + 4, headerLength), Json)
            ?? throw new TrainingException($"The checkpoint {path} has no header.");
        return (content, header, Magic.Length + 4 + headerLength);
    }

    private static string Describe(Entry entry) => $"{entry.Name} [{string.Join(", ", entry.Shape)}]";

    private sealed record Header(TrainingState State, IReadOnlyList<Entry> Weights, string? Origin = null, string? Precision = null);

    private sealed record Entry(string Name, long[] Shape);
}
