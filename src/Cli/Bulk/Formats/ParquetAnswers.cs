using System.Text.Json;
using Parquet;
using Parquet.Schema;
using TransformerService.Cli.Bulk.Tasks;

namespace TransformerService.Cli.Bulk.Formats;

/// <summary>The columns of the answers: a string, a label with its score, or a list of numbers; null where there is no answer.</summary>
internal sealed class ParquetAnswers
{
    private const string Element = "element";

    // Of a list that may be null, with elements that may not.
    private const int NullList = 0,
        EmptyList = 1,
        Value = 2;

    private readonly AnswerKind _kind;

    public ParquetAnswers(AnswerKind kind, string outputField)
    {
        _kind = kind;
        var names = kind.Names(outputField);
        Fields = kind switch
        {
            AnswerKind.Text => [new DataField<string>(names[0], nullable: true)],
            AnswerKind.Label => [new DataField<string>(names[0], nullable: true), new DataField<double>(names[1], nullable: true)],
            _ => [new ListField(names[0], new DataField<float>(Element, nullable: false))],
        };
    }

    public IReadOnlyList<Field> Fields { get; }

    /// <summary>Writes a row group's answers, each a line of JSON.</summary>
    public async Task WriteAsync(ParquetRowGroupWriter group, IReadOnlyList<string> answers, CancellationToken cancellationToken)
    {
        switch (_kind)
        {
            case AnswerKind.Text:
                await group.WriteAsync((DataField)Fields[0], [.. answers.Select(JsonAnswers.ReadText)]);
                break;

            case AnswerKind.Label:
                (string? Label, double? Score)[] best = [.. answers.Select(JsonAnswers.ReadBest)];
                await group.WriteAsync((DataField)Fields[0], [.. best.Select(answer => answer.Label)]);
                double?[] scores = [.. best.Select(answer => answer.Score)];
                await group.WriteAsync<double>((DataField)Fields[1], scores, cancellationToken: cancellationToken);
                break;

            default:
                await WriteVectorsAsync(group, answers, cancellationToken);
                break;
        }
    }

    private async Task WriteVectorsAsync(ParquetRowGroupWriter group, IReadOnlyList<string> answers, CancellationToken cancellationToken)
    {
        List<float> values = [];
        List<int> definitions = [],
            repetitions = [];
        foreach (var answer in answers)
        {
            var vector = JsonAnswers.ReadVector(answer);
            if (vector is not { Length: > 0 })
            {
                definitions.Add(vector is null ? NullList : EmptyList);
                repetitions.Add(0);
                continue;
            }

            values.AddRange(vector);
            definitions.AddRange(Enumerable.Repeat(Value, vector.Length));
            repetitions.AddRange(vector.Select((_, index) => index == 0 ? 0 : 1));
        }

        var item = (DataField)((ListField)Fields[0]).Item;
        await group.WriteAllPartsAsync<float>(item, values.ToArray(), definitions.ToArray(), repetitions.ToArray(), cancellationToken);
    }
}

/// <summary>Reads the JSON of answers.</summary>
internal static class JsonAnswers
{
    public static string? ReadText(string json)
    {
        using var document = JsonDocument.Parse(json);
        return document.RootElement.GetString();
    }

    public static (string? Label, double? Score) ReadBest(string json)
    {
        using var document = JsonDocument.Parse(json);
        return document.RootElement is { ValueKind: JsonValueKind.Array } labels && labels.GetArrayLength() > 0
            ? (labels[0].GetProperty("label").GetString(), labels[0].GetProperty("score").GetDouble())
            : (null, null);
    }

    public static float[]? ReadVector(string json)
    {
        using var document = JsonDocument.Parse(json);
        return document.RootElement.ValueKind == JsonValueKind.Array
            ? [.. document.RootElement.EnumerateArray().Select(static number => number.GetSingle())]
            : null;
    }
}
