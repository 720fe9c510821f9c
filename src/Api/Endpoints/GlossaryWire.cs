using TransformerService.Api.Contracts;
using TransformerService.Models.Errors;
using TransformerService.Models.Glossaries;
using TransformerService.Models.Requests;

namespace TransformerService.Api.Endpoints;

/// <summary>Translates between the bodies of glossaries and the pipeline's records.</summary>
internal static class GlossaryWire
{
    /// <summary>The entries of a body's field; the serializer does not check a list's items for null.</summary>
    public static IReadOnlyList<GlossaryEntry> ToEntries(IReadOnlyList<GlossaryEntryBody?>? entries, string field) =>
        entries is null
            ? []
            :
            [
                .. entries.Select(
                    (entry, index) =>
                        entry?.Source is { } source
                            ? new GlossaryEntry(source, entry.Target ?? source)
                            : throw InferenceException.Invalid(
                                $"$.{field}[{index}] must be a JSON object with source, and optionally target."
                            )
                ),
            ];

    /// <summary>The entries that a change sets; <see langword="null"/> for those of the files.</summary>
    public static IReadOnlyList<GlossaryEntry>? ToChange(GlossaryChangeBody body) =>
        (body.Entries is not null, body.UseFile == true) switch
        {
            (true, false) => ToEntries(body.Entries, "entries"),
            (false, true) => null,
            _ => throw NotOne("'entries'", "'useFile' true"),
        };

    /// <summary>The failure of a change that sets both, or neither.</summary>
    public static InferenceException NotOne(string entries, string useFile) =>
        InferenceException.Invalid(
            $"Give either {entries} or {useFile}: the entries that the glossary should have, or those of glossary.json."
        );

    public static GlossaryBody ToBody(Glossary glossary) =>
        new()
        {
            Hash = glossary.Hash,
            Entries = [.. glossary.Entries.Select(entry => new GlossaryEntryBody { Source = entry.Source, Target = entry.Target })],
        };

    public static GlossarySummaryBody? ToSummary(Glossary glossary) =>
        glossary.Entries.Count == 0 ? null : new() { Hash = glossary.Hash, Entries = glossary.Entries.Count };

    public static AppliedEntryBody ToBody(AppliedEntry applied) =>
        new()
        {
            Source = applied.Entry.Source,
            Target = applied.Entry.Target,
            Count = applied.Count,
        };
}
