using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using TransformerService.Distillation.Modeling;

namespace TransformerService.Distillation.Training;

/// <summary>
/// Weights in Hugging Face's safetensors format (https://huggingface.co/docs/safetensors): the header's length as eight bytes, a JSON
/// header of names, types, shapes and offsets, then the values.
/// </summary>
internal static class WeightFile
{
    private const string Metadata = "__metadata__";
    private const int LengthBytes = sizeof(ulong);

    /// <summary>Writes a file whole or not at all.</summary>
    /// <exception cref="TrainingException">The disk cannot be written.</exception>
    public static void Write(string path, IReadOnlyDictionary<string, WeightTensor> weights)
    {
        var unfinished = path + ".partial";
        try
        {
            using (var file = File.Create(unfinished))
            {
                var header = Header(weights);
                var length = new byte[LengthBytes];
                BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)header.Length);
                file.Write(length);
                file.Write(header);
                foreach (var weight in weights.Values)
                {
                    file.Write(MemoryMarshal.AsBytes(weight.Values.AsSpan()));
                }

                file.Flush(flushToDisk: true);
            }

            File.Move(unfinished, path, overwrite: true);
        }
        catch (Exception exception) when (Unfinished.IsOfTheDisk(exception))
        {
            Unfinished.Delete(unfinished);
            throw new TrainingException(
                $"The weights {path} cannot be written ({exception.Message}). Free disk space and run again.",
                exception
            );
        }
    }

    /// <summary>Reads a file's float32 weights.</summary>
    /// <param name="path">The file.</param>
    /// <param name="wanted">Whether to read the weight with a name; <see langword="null"/> reads all.</param>
    /// <exception cref="TrainingException">The file is missing, truncated, or not a safetensors file of float32 weights.</exception>
    public static IReadOnlyDictionary<string, WeightTensor> Read(string path, Func<string, bool>? wanted = null)
    {
        try
        {
            var content = File.ReadAllBytes(path);
            var headerLength = checked((int)BinaryPrimitives.ReadUInt64LittleEndian(content));
            using var header = JsonDocument.Parse(content.AsMemory(LengthBytes, headerLength));
            ReadOnlySpan<byte> values = content.AsSpan(LengthBytes + headerLength);
            var weights = new Dictionary<string, WeightTensor>();
            foreach (
                var entry in header
                    .RootElement.EnumerateObject()
                    .Where(entry => entry.Name != Metadata && wanted?.Invoke(entry.Name) != false)
            )
            {
                if (entry.Value.GetProperty("dtype").GetString() != "F32")
                {
                    throw new TrainingException($"The weight '{entry.Name}' of {path} is not float32.");
                }

                long[] shape = [.. entry.Value.GetProperty("shape").EnumerateArray().Select(size => size.GetInt64())];
                int[] place = [.. entry.Value.GetProperty("data_offsets").EnumerateArray().Select(offset => offset.GetInt32())];
                weights.Add(entry.Name, new WeightTensor(shape, MemoryMarshal.Cast<byte, float>(values[place[0]..place[1]]).ToArray()));
            }

            return weights;
        }
        catch (Exception exception)
            when (exception
                    is IOException
                        or UnauthorizedAccessException
                        or JsonException
                        or ArgumentException
                        or OverflowException
                        or InvalidOperationException
                        or KeyNotFoundException
                        or FormatException
                        or IndexOutOfRangeException
            )
        {
            throw new TrainingException(
                $"The weights {path} cannot be read ({exception.Message}). Its training must be run again: delete the training's folder.",
                exception
            );
        }
    }

    private static byte[] Header(IReadOnlyDictionary<string, WeightTensor> weights)
    {
        var header = new JsonObject();
        long offset = 0;
        foreach ((var name, var weight) in weights)
        {
            var end = offset + ((long)weight.Values.Length * sizeof(float));
            header[name] = new JsonObject
            {
                ["dtype"] = "F32",
                ["shape"] = new JsonArray([.. weight.Shape.Select(size => JsonValue.Create(size))]),
                ["data_offsets"] = new JsonArray(offset, end),
            };
            offset = end;
        }

        return JsonSerializer.SerializeToUtf8Bytes(header);
    }
}
