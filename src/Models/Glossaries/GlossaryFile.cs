using System.Text.Json;
using TransformerService.Models.Files;

namespace TransformerService.Models.Glossaries;

/// <summary>
/// Reads a model's glossary.json: <c>{ "entries": [ { "source": "…", "target": "…" } ] }</c>. An entry without a target is not translated.
/// </summary>
internal static class GlossaryFile
{
    public const string Name = "glossary.json";

    private static readonly string[] KnownFields = ["entries"],
        FieldsOfEntry = ["source", "target"];

    private static readonly JsonDocumentOptions Lenient = new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip };

    /// <summary>Returns the glossary; the empty one, with at least one fault, if the file is wrong.</summary>
    public static Glossary Read(string path, List<string> faults)
    {
        if (JsonFile.Read(path, Lenient, faults) is not { } root)
        {
            return Glossary.Empty;
        }

        var before = faults.Count;
        faults.AddRange(root.Unknown(KnownFields).Select(name => $"{root.File}: '{name}' is not known; known is entries."));
        if (!root.Has("entries"))
        {
            root.Fault("entries", "a list of entries");
        }

        var entries = new List<GlossaryEntry>();
        foreach (var (index, element) in (root.List("entries") ?? []).Index())
        {
            var place = $"{root.File}: 'entries[{index}]'";
            if (element.ValueKind != JsonValueKind.Object)
            {
                faults.Add($"{place} must be an object with source and target.");
                break;
            }

            var entry = JsonSection.Collecting(element, $"{root.File}: entries[{index}]", faults);
            faults.AddRange(entry.Unknown(FieldsOfEntry).Select(name => $"{place} has a field '{name}'; known are source and target."));
            if (!entry.Has("source"))
            {
                entry.Fault("source", "a string");
            }

            if (faults.Count > before)
            {
                break; // one fault is enough to find the mistake; a long file would have thousands
            }

            var source = entry.Text("source") ?? "";
            entries.Add(new GlossaryEntry(source, entry.Text("target") ?? source));
        }

        var glossary = faults.Count > before ? Glossary.Empty : Glossary.Of(entries, Glossary.MostOfModel, AddFault);
        return faults.Count > before ? Glossary.Empty : glossary;

        void AddFault(string place, string mustBe)
        {
            if (faults.Count == before)
            {
                faults.Add($"{root.File}: 'entries{place}' must be {mustBe}.");
            }
        }
    }
}
