namespace TransformerService.Models.Onnx;

/// <summary>
/// Reads which operators an ONNX file has, in branches and functions too. Weights are skipped unread, so that a file of gigabytes costs
/// neither time nor memory. Field numbers are those of onnx.proto.
/// </summary>
internal static class OnnxOperators
{
    private const int OpTypeField = 4;

    /// <summary>
    /// The operators' types; <see langword="null"/> if the file cannot be read as ONNX: loading it reports the fault in more detail.
    /// </summary>
    public static IReadOnlySet<string>? Read(string path)
    {
        try
        {
            HashSet<string> found = [];
            using var file = File.OpenRead(path);
            Read(new WireReader(file), OnnxMessage.Model, file.Length, found, 0);
            return found;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            return null;
        }
    }

    private static void Read(WireReader reader, OnnxMessage message, long end, HashSet<string> found, int depth)
    {
        if (depth > OnnxMessages.MostDepth)
        {
            throw new InvalidDataException("Branches are nested too deeply.");
        }

        while (reader.NextField(end) is { } field)
        {
            if (field.End is not { } fieldEnd)
            {
                continue;
            }

            if (message == OnnxMessage.Node && field.Number == OpTypeField)
            {
                found.Add(reader.Text(fieldEnd));
            }
            else if (OnnxMessages.Inner(message, field.Number) is { } inner and not OnnxMessage.Tensor)
            {
                Read(reader, inner, fieldEnd, found, depth + 1);
            }
            else
            {
                reader.SkipTo(fieldEnd);
            }
        }
    }
}
