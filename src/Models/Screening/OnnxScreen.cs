using TransformerService.Models.Onnx;

namespace TransformerService.Models.Screening;

/// <summary>
/// Checks an ONNX file before ONNX Runtime reads it, because ONNX Runtime runs in this process and cannot be stopped while it opens a file:
/// external data in the folder and as long as declared, weights and nodes within the limits, functions that expand to a finite number of
/// nodes.
/// </summary>
internal sealed class OnnxScreen(string path, FolderScreen folder, ModelLimits limits)
{
    private const int OperatorField = 4;
    private const int DomainField = 7;
    private const int MostFaults = 5;
    private readonly string _name = Path.GetFileName(path);
    private readonly FunctionExpansion _functions = new();
    private long _nodes;
    private UInt128 _weights;

    /// <summary>
    /// Adds a fault if the file must not be loaded, each sentence once, and returns the bytes of weights that it declares.
    /// </summary>
    public UInt128 Check(List<string> faults)
    {
        List<string> found = [];
        Check(found, out var weights);
        string[] each = [.. found.Distinct().Except(faults)];
        faults.AddRange(each.Take(MostFaults));
        if (each.Length > MostFaults)
        {
            faults.Add($"{_name} has {each.Length - MostFaults} more faults of these kinds.");
        }

        return weights;
    }

    private void Check(List<string> faults, out UInt128 weights)
    {
        try
        {
            using var file = File.OpenRead(path);
            if (file.Length == 0)
            {
                faults.Add($"{_name} is empty: download it, or export it, again.");
            }

            var reader = new WireReader(file);
            Walk(reader, OnnxMessage.Model, file.Length, null, 0, faults);
            Count(_functions.Nodes(limits.MaxNodes));
            var bytes = _weights + (UInt128)file.Length;
            if (faults.Count == 0 && bytes > (UInt128)limits.MaxModelBytes)
            {
                faults.Add(
                    $"{_name} declares {bytes} bytes of weights, more than the {limits.MaxModelBytes} of Models:{nameof(ModelLimits.MaxModelBytes)}."
                );
            }
        }
        catch (InvalidDataException exception)
        {
            faults.Add(
                IsMarkup()
                    ? $"{_name} is a web page, not the file itself: download it again."
                    : $"{_name} cannot be loaded: {exception.Message} Export it, or copy it, again."
            );
        }

        weights = _weights;
    }

    /// <summary>Whether the file is a web page that was downloaded instead of the file.</summary>
    private bool IsMarkup()
    {
        using var file = File.OpenRead(path);
        return file.ReadByte() == '<';
    }

    private void Walk(WireReader reader, OnnxMessage message, long end, FunctionExpansion.Body? body, int depth, List<string> faults)
    {
        if (depth > OnnxMessages.MostDepth)
        {
            throw new InvalidDataException("Its branches are nested too deeply.");
        }

        if (message == OnnxMessage.SparseTensor)
        {
            // ONNX Runtime converts it to a dense tensor, whatever size it declares.
            throw new InvalidDataException("It has sparse tensors, which no transformer's export has.");
        }

        if (message == OnnxMessage.Tensor)
        {
            var tensor = TensorScreen.Read(reader, end);
            _weights += tensor.Check(path, folder, faults);
            return;
        }

        string operatorType = "",
            domain = "";
        body =
            message is OnnxMessage.Function ? new FunctionExpansion.Body()
            : message is OnnxMessage.Model ? _functions.Main
            : body;
        while (reader.NextField(end) is { } field)
        {
            if (field.End is not { } fieldEnd)
            {
                continue;
            }

            switch (message, field.Number)
            {
                case (OnnxMessage.Node, OperatorField):
                    operatorType = reader.Text(fieldEnd);
                    break;
                case (OnnxMessage.Node, DomainField):
                    domain = reader.Text(fieldEnd);
                    break;
                case (OnnxMessage.Function, FunctionExpansion.NameField):
                    operatorType = reader.Text(fieldEnd);
                    break;
                case (OnnxMessage.Function, FunctionExpansion.DomainField):
                    domain = reader.Text(fieldEnd);
                    break;
                default:
                    if (OnnxMessages.Inner(message, field.Number) is { } inner)
                    {
                        Walk(reader, inner, fieldEnd, body, depth + 1, faults);
                    }

                    reader.SkipTo(fieldEnd);
                    break;
            }
        }

        if (message == OnnxMessage.Node)
        {
            Count(1);
            body?.Call(domain, operatorType);
        }
        else if (message == OnnxMessage.Function)
        {
            _functions.Add(domain, operatorType, body!); // created above
        }
    }

    private void Count(long nodes)
    {
        _nodes = nodes == 1 ? _nodes + 1 : Math.Max(_nodes, nodes);
        if (_nodes > limits.MaxNodes)
        {
            throw new InvalidDataException(
                $"It has, or unfolds to, more than the {limits.MaxNodes} nodes of Models:{nameof(ModelLimits.MaxNodes)}."
            );
        }
    }
}
