using TransformerService.Api.Endpoints;
using TransformerService.Models.Glossaries;
using TransformerService.Models.Requests;

namespace TransformerService.Api.Grpc;

/// <summary>Translates between the messages of glossaries and the pipeline's records.</summary>
internal static class GlossaryMessages
{
    public static GlossaryEntry ToEntry(V1.GlossaryEntry message) =>
        new(message.Source, message.HasTarget ? message.Target : message.Source);

    public static V1.GlossaryEntry ToMessage(GlossaryEntry entry) => new() { Source = entry.Source, Target = entry.Target };

    /// <summary>The entries that a change sets; <see langword="null"/> for those of the files.</summary>
    public static IReadOnlyList<GlossaryEntry>? ToChange(V1.SetGlossaryRequest message) =>
        !message.UseFile ? [.. message.Entries.Select(ToEntry)]
        : message.Entries.Count == 0 ? null
        : throw GlossaryWire.NotOne("'entries'", "'use_file' true");

    public static V1.Glossary ToMessage(Glossary glossary) =>
        new() { Hash = glossary.Hash, Entries = { glossary.Entries.Select(ToMessage) } };

    public static V1.AppliedEntry ToMessage(AppliedEntry applied) =>
        new()
        {
            Source = applied.Entry.Source,
            Target = applied.Entry.Target,
            Count = applied.Count,
        };
}
