using System.Collections.Frozen;
using System.Text.RegularExpressions;

namespace TransformerService.Api.Errors;

/// <summary>
/// What another server's API calls the fields that the pipeline's failures name. Those failures quote the native names, as in
/// <c>'options.beamSize' must be from 1 to 8</c>.
/// </summary>
/// <param name="names">Native names, without <c>options.</c>, and the API's own.</param>
internal sealed partial class FieldNames(params (string Native, string Own)[] names)
{
    /// <summary>Names that several APIs have in snake case.</summary>
    public static readonly IReadOnlyList<(string Native, string Own)> InSnakeCase =
    [
        ("maxNewTokens", "max_new_tokens"),
        ("minNewTokens", "min_new_tokens"),
        ("lengthPenalty", "length_penalty"),
        ("noRepeatNgramSize", "no_repeat_ngram_size"),
        ("repetitionPenalty", "repetition_penalty"),
        ("doSample", "do_sample"),
        ("topK", "top_k"),
        ("topP", "top_p"),
        ("promptName", "prompt_name"),
    ];

    private readonly FrozenDictionary<string, string> _names = names.ToFrozenDictionary(
        static name => name.Native,
        static name => name.Own,
        StringComparer.Ordinal
    );

    /// <summary>A failure's words with the API's own names.</summary>
    public string In(string detail) =>
        Quoted().Replace(detail, found => _names.TryGetValue(found.Groups["name"].Value, out var own) ? "'" + own : found.Value);

    [GeneratedRegex(@"'(?:options\.)?(?<name>[A-Za-z]+)(?=['\[])", RegexOptions.CultureInvariant)]
    private static partial Regex Quoted();
}
