namespace TransformerService.Models.Exports;

/// <summary>
/// Reads which operators an ONNX file has, in branches and functions too. Weights are passed over unread, so that a file of gigabytes costs
/// neither time nor memory. Field numbers are those of onnx.proto.
/// </summary>
internal static class OnnxOperators
{
    private enum Message
    {
        Model,
        Graph,
        Node,
        Attribute,
        Function,
    }

    /// <summary>Branches within branches; more is no model but an attack on the stack.</summary>
    private const int MostDepth = 64;
    private const int OpTypeField = 4;

    /// <summary>The operators' types; <see langword="null"/> if the file cannot be read as ONNX, which loading it will say better.</summary>
    public static IReadOnlySet<string>? Read(string path)
    {
        try
        {
            HashSet<string> found = [];
            using FileStream file = File.OpenRead(path);
            Read(new WireReader(file), Message.Model, file.Length, found, 0);
            return found;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            return null;
        }
    }

    private static void Read(WireReader reader, Message message, long end, HashSet<string> found, int depth)
    {
        if (depth > MostDepth)
        {
            throw new InvalidDataException("Branches are nested too deeply.");
        }

        while (reader.NextField(end) is { } field)
        {
            if (field.End is not { } fieldEnd)
            {
                continue;
            }

            if (message == Message.Node && field.Number == OpTypeField)
            {
                found.Add(reader.Text(fieldEnd));
            }
            else if (Inner(message, field.Number) is { } inner)
            {
                Read(reader, inner, fieldEnd, found, depth + 1);
            }
            else
            {
                reader.SkipTo(fieldEnd);
            }
        }
    }

    /// <summary>The message in a field that may lead to nodes.</summary>
    private static Message? Inner(Message message, int field) => (message, field) switch
    {
        (Message.Model, 7) => Message.Graph,
        (Message.Model, 25) => Message.Function,
        (Message.Graph, 1) or (Message.Function, 7) => Message.Node,
        (Message.Node, 5) => Message.Attribute,
        (Message.Attribute, 6 or 11) => Message.Graph,
        _ => null,
    };
}
