using System.Globalization;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using TransformerService.Client;

namespace TransformerService.Cli.Documents;

/// <summary>
/// A text with things in it that are not text, such as tags. It is sent as HTML, where each of them is a numbered tag: the server keeps
/// tags, and finds their places in the translation.
/// </summary>
internal sealed partial class InlineText
{
    private readonly InlinePart[] _before,
        _parts,
        _after;

    /// <param name="parts">The parts, in order; tags at both ends are not sent.</param>
    public InlineText(IReadOnlyList<InlinePart> parts)
    {
        _before = [.. parts.TakeWhile(IsTag)];
        _after = [.. parts.Skip(_before.Length).Reverse().TakeWhile(IsTag).Reverse()];
        _parts = [.. parts.Skip(_before.Length).SkipLast(_after.Length)];
        var hasTags = Array.Exists(_parts, part => part.Kind != InlineKind.Text);
        Text = string.Concat(hasTags ? _parts.Select(Written) : _parts.Select(part => part.Text));
        Format = hasTags ? TextFormat.Html : TextFormat.Text;
    }

    /// <summary>What is sent.</summary>
    public string Text { get; }

    /// <summary>What it is written in: HTML if there are tags, otherwise text.</summary>
    public TextFormat Format { get; }

    /// <summary>Whether it has something to translate.</summary>
    public bool HasLetter => _parts.Any(part => part.Kind == InlineKind.Text && TranslationChecks.HasLetter(part.Text));

    /// <summary>Returns the parts of a translation; null if it lacks a tag or placeholder, or the tags stand in another order.</summary>
    public IReadOnlyList<InlinePart>? Read(string translation)
    {
        List<InlinePart> read = [];
        if (Format == TextFormat.Text)
        {
            read.Add(InlinePart.Of(translation));
        }
        else
        {
            var at = 0;
            foreach (Match tag in Numbered().Matches(translation))
            {
                if (!int.TryParse(tag.Groups[1].Value, CultureInfo.InvariantCulture, out var index) || index >= _parts.Length)
                {
                    return null;
                }

                AddText(read, translation[at..tag.Index]);
                read.Add(_parts[index]);
                at = tag.Index + tag.Length;
            }

            AddText(read, translation[at..]);
        }

        return IsComplete(read) ? [.. _before, .. read, .. _after] : null;
    }

    private static bool IsTag(InlinePart part) => part.Kind is InlineKind.Tag or InlineKind.Break;

    private static void AddText(List<InlinePart> read, string text)
    {
        if (text.Length > 0)
        {
            read.Add(InlinePart.Of(WebUtility.HtmlDecode(text)));
        }
    }

    /// <summary>
    /// The server may move an element that is not translated, as a word of its sentence; tags and breaks keep their order.
    /// </summary>
    private bool IsComplete(List<InlinePart> read) =>
        Of(read, InlineKind.Tag, InlineKind.Break).SequenceEqual(Of(_parts, InlineKind.Tag, InlineKind.Break))
        && Of(read, InlineKind.Unit).Order(StringComparer.Ordinal).SequenceEqual(Of(_parts, InlineKind.Unit).Order(StringComparer.Ordinal))
        && TranslationChecks.KeepsPlaceholders(Plain(_parts), Plain(read));

    private static IEnumerable<string> Of(IEnumerable<InlinePart> parts, params InlineKind[] kinds) =>
        parts.Where(part => kinds.Contains(part.Kind)).Select(part => part.Source);

    private static string Plain(IEnumerable<InlinePart> parts) =>
        string.Concat(parts.Select(part => part.Kind == InlineKind.Text ? part.Text : " "));

    private static string Written(InlinePart part, int index) =>
        part.Kind switch
        {
            InlineKind.Tag => $"<x id=\"{index}\">",
            InlineKind.Break => $"<br id=\"{index}\">",
            InlineKind.Unit => $"<code id=\"{index}\">{Escape(part.Text)}</code>",
            _ => Escape(part.Text),
        };

    private static string Escape(string text) =>
        new StringBuilder(text).Replace("&", "&amp;").Replace("<", "&lt;").Replace(">", "&gt;").ToString();

    [GeneratedRegex("<(?:x|br|code) id=\"([0-9]{1,9})\">(?:(?<=<code[^<>]{1,20}>)[^<]{0,1000}</code>)?")]
    private static partial Regex Numbered();
}

/// <summary>A part of a text with tags.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Text">What a reader sees of it.</param>
/// <param name="Source">How it is written in the file; of text nothing.</param>
internal readonly record struct InlinePart(InlineKind Kind, string Text, string Source)
{
    public static InlinePart Of(string text) => new(InlineKind.Text, text, "");
}

/// <summary>What a part of a text with tags is.</summary>
internal enum InlineKind
{
    /// <summary>Text, which is translated.</summary>
    Text,

    /// <summary>A tag between words.</summary>
    Tag,

    /// <summary>A word that is not translated, such as a placeholder.</summary>
    Unit,

    /// <summary>The end of a sentence, such as a line break.</summary>
    Break,
}
