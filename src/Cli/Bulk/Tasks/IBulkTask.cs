using TransformerService.Client;

namespace TransformerService.Cli.Bulk.Tasks;

/// <summary>What the answers of a task are, for formats whose columns have types.</summary>
internal enum AnswerKind
{
    /// <summary>One text.</summary>
    Text,

    /// <summary>The best label, and its score.</summary>
    Label,

    /// <summary>Numbers.</summary>
    Vector,
}

/// <summary>The answer to one text.</summary>
/// <param name="Json">As a JSON value.</param>
/// <param name="Cells">As the cells of its columns.</param>
/// <param name="Truncation">Why the server marks it as truncated; null if it does not.</param>
internal sealed record Answer(string Json, IReadOnlyList<string> Cells, string? Truncation = null);

/// <summary>What is done with each text of a file.</summary>
internal interface IBulkTask
{
    /// <summary>What a model must do.</summary>
    ModelTask ModelTask { get; }

    AnswerKind Kind { get; }

    /// <summary>The model's name, if it was given.</summary>
    string? Model { get; }

    /// <summary>The options that decide what the answers are, by their names.</summary>
    IReadOnlyDictionary<string, string> Options { get; }

    /// <summary>The answer to a text without a word, if it needs no model.</summary>
    Answer? AnswerBlank(string text);

    /// <summary>Asks a server. One answer for each text, in their order.</summary>
    Task<IReadOnlyList<Answer>> AskAsync(
        ITransformerServiceClient client,
        IReadOnlyList<string> texts,
        CancellationToken cancellationToken
    );
}

/// <summary>The columns of answers.</summary>
internal static class AnswerColumns
{
    private const string ScoreSuffix = "_score";

    /// <summary>The names of the columns, as many as an answer has cells.</summary>
    public static IReadOnlyList<string> Names(this AnswerKind kind, string field) =>
        kind == AnswerKind.Label ? [field, field + ScoreSuffix] : [field];
}
