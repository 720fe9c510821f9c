using TransformerService.Models.Exports.Graphs;

namespace TransformerService.Models.Exports;

/// <summary>
/// The row counts of the tables in which an ONNX file looks up its inputs. A larger id fails the run, and with it every text of the batch.
/// <see langword="null"/> where the file does not declare it.
/// </summary>
/// <param name="File">The file's name.</param>
/// <param name="Tokens">Rows for <c>input_ids</c>.</param>
/// <param name="Types">Rows for <c>token_type_ids</c>.</param>
/// <param name="TakesTypes">Whether <c>token_type_ids</c> is one of its inputs.</param>
public sealed record EmbeddingTables(string File, int? Tokens, int? Types, bool TakesTypes)
{
    private const string TokenIds = "input_ids",
        TypeIds = "token_type_ids";

    /// <summary>Operators that return the ids of their first input, perhaps in another form.</summary>
    private static readonly string[] KeepIds =
    [
        "Cast",
        "Identity",
        "Reshape",
        "Unsqueeze",
        "Squeeze",
        "Flatten",
        "Slice",
        "Transpose",
        "Expand",
    ];

    /// <summary>Operators whose output has a row for each row of their first input.</summary>
    private static readonly string[] KeepRows = ["Cast", "Identity", "DequantizeLinear"];

    /// <summary>
    /// For each operator, which input is looked up in which table: a single embedding, or those of an embedding layer that ONNX Runtime
    /// fused.
    /// </summary>
    private static readonly Dictionary<string, (int Ids, int Table)[]> LookUps = new(StringComparer.Ordinal)
    {
        ["Gather"] = [(1, 0)],
        ["GatherBlockQuantized"] = [(1, 0)],
        ["EmbedLayerNormalization"] = [(0, 2), (1, 4)],
        ["QEmbedLayerNormalization"] = [(0, 2), (1, 4)],
    };

    /// <summary>Reads a file's tables: names and dimensions only, so that a file of gigabytes costs neither time nor memory.</summary>
    /// <param name="path">The ONNX file.</param>
    public static EmbeddingTables Read(string path)
    {
        Dictionary<string, int> rows = new(StringComparer.Ordinal);
        var graph = OnnxGraph.Read(path);
        if (graph is not null)
        {
            var ids = new Dictionary<string, string>(StringComparer.Ordinal) { [TokenIds] = TokenIds, [TypeIds] = TypeIds };
            Follow(graph, ids, [], rows);
        }

        return new EmbeddingTables(Path.GetFileName(path), Rows(TokenIds), Rows(TypeIds), graph?.Inputs.Contains(TypeIds) ?? false);

        int? Rows(string input) => rows.TryGetValue(input, out var found) ? found : null;
    }

    /// <summary>Follows the inputs through the nodes, which are in the order in which they run.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="ids">The input that each value's ids come from.</param>
    /// <param name="tables">The dimensions of the tables that are known.</param>
    /// <param name="rows">Receives the smallest table of each input.</param>
    private static void Follow(
        OnnxGraph graph,
        Dictionary<string, string> ids,
        Dictionary<string, IReadOnlyList<long>> tables,
        Dictionary<string, int> rows
    )
    {
        foreach (var tensor in graph.Tensors)
        {
            tables[tensor.Name] = tensor.Dimensions;
        }

        foreach (var node in graph.Nodes)
        {
            foreach ((var idsAt, var tableAt) in LookUps.GetValueOrDefault(node.Operator) ?? [])
            {
                if (
                    AxisOf(node) == 0
                    && node.Input(idsAt) is { } looked
                    && ids.TryGetValue(looked, out var input)
                    && node.Input(tableAt) is { } table
                    && tables.GetValueOrDefault(table) is [> 0 and var size, ..]
                )
                {
                    rows[input] = (int)Math.Min(size, rows.GetValueOrDefault(input, int.MaxValue));
                }
            }

            if (node.Outputs is [var output, ..])
            {
                Name(node, output);
            }

            foreach (var branch in node.Branches)
            {
                Follow(
                    branch,
                    new Dictionary<string, string>(ids, StringComparer.Ordinal),
                    new Dictionary<string, IReadOnlyList<long>>(tables, StringComparer.Ordinal),
                    rows
                );
            }
        }

        void Name(OnnxNode node, string output)
        {
            if (node.Input(0) is { } first && KeepIds.Contains(node.Operator) && ids.TryGetValue(first, out var input))
            {
                ids[output] = input;
            }

            if (node.Value is { } value)
            {
                tables[output] = value.Dimensions;
            }
            else if (node.Input(0) is { } held && KeepRows.Contains(node.Operator) && tables.TryGetValue(held, out var dimensions))
            {
                tables[output] = dimensions;
            }
        }
    }

    private static long AxisOf(OnnxNode node) => node.Integers.GetValueOrDefault("axis", node.Integers.GetValueOrDefault("gather_axis"));
}
