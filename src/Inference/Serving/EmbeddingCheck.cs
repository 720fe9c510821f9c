using TransformerService.Models.Exports;
using TransformerService.Tokenization;
using TransformerService.Tokenization.Files;

namespace TransformerService.Inference.Serving;

/// <summary>
/// Checks that the model's tables have a row for every id that its tokenizer can produce. A missing id would fail the whole batch,
/// texts of other callers included.
/// </summary>
internal sealed class EmbeddingCheck
{
    private const int MostNamed = 3;
    private readonly EmbeddingTables _tables;
    private readonly int? _configTokens;
    private readonly int? _configTypes;

    /// <param name="folder">The folder of the export.</param>
    /// <param name="onnx">The ONNX file that reads the tokens.</param>
    /// <param name="vocabularySize">config.json's <c>vocab_size</c>.</param>
    public EmbeddingCheck(string folder, string onnx, int? vocabularySize)
    {
        _tables = EmbeddingTables.Read(onnx);
        _configTokens = vocabularySize;
        _configTypes = new TokenizerSettings(new TokenizerFolder(folder)).ModelTypes;
    }

    /// <summary>The number of tokens that the model has embeddings for: the smaller value if its file and config.json disagree.</summary>
    public int Rows => Math.Min(_tables.Tokens ?? int.MaxValue, _configTokens ?? int.MaxValue);

    /// <summary>Returns the faults of a tokenizer, each a sentence that says what to change.</summary>
    public IReadOnlyList<string> Faults(TextTokenizer tokenizer)
    {
        List<string> faults = [];
        TokenEntry[] beyond =
        [
            .. tokenizer
                .Tokens.Where(token => token.Id >= Rows)
                .DistinctBy(token => (token.Text, token.Id))
                .OrderBy(token => token.IsAdded)
                .ThenBy(token => token.Id),
        ];
        if (beyond.Length > 0)
        {
            faults.Add($"{Named(beyond)}, but {TokenTable}: {Advice(beyond)}.");
        }
        else if (tokenizer.PadId >= Rows)
        {
            faults.Add(
                $"The padding token has id {tokenizer.PadId}, but {TokenTable}: correct pad_token in {TokenizerSettings.FileName} or pad_token_id in config.json."
            );
        }

        (var single, var pair) = tokenizer.LargestTypeIds;
        if (_tables.TakesTypes && (_tables.Types ?? _configTypes) is { } types && Math.Max(single, pair) >= types)
        {
            faults.Add(
                $"The tokenizer gives {(single >= types ? "a text" : "the second text of a pair")} the token type {Math.Max(single, pair)}, "
                    + $"but {(_tables.Types is null ? "config.json's type_vocab_size is" : $"the table of token types in {_tables.File} has")} {types}{(_tables.Types is null ? "" : types == 1 ? " row" : " rows")}: "
                    + $"export the model with {Math.Max(single, pair) + 1} types, or without token_type_ids."
            );
        }

        return faults;
    }

    private string TokenTable =>
        _tables.Tokens is not { } rows ? $"config.json's vocab_size is {_configTokens}"
        : _configTokens is { } size && size < rows
            ? $"config.json's vocab_size is {size} (the table of embeddings in {_tables.File} has {rows} rows)"
        : $"the table of embeddings in {_tables.File} has {rows} rows{(_configTokens is { } said ? $" (config.json's vocab_size is {said})" : "")}";

    private static string Named(TokenEntry[] beyond) =>
        beyond is [var only]
            ? $"'{only.Text}' has id {only.Id}"
            : $"{string.Join(", ", beyond.Take(MostNamed).Select(token => $"'{token.Text}' ({token.Id})"))}"
                + $"{(beyond.Length > MostNamed ? $" and {beyond.Length - MostNamed} more tokens" : "")} have ids up to {beyond.Max(token => token.Id)}";

    private static string Advice(TokenEntry[] beyond)
    {
        string[] added = [.. beyond.Where(token => token.IsAdded).Select(token => token.Source).Distinct()];
        var those = beyond.Length == 1 ? "the token" : "those tokens";
        return added.Length == 0
            ? $"the tokenizer's files are not this model's; copy the {string.Join(" and ", beyond.Select(token => token.Source).Distinct())} that it was exported with, or resize the embeddings before exporting"
            : $"resize the embeddings before exporting (model.resize_token_embeddings), or remove {those} from {string.Join(" and ", added)}";
    }
}
