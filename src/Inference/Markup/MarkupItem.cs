namespace TransformerService.Inference.Markup;

/// <summary>A part of a document, by its place in the source. The items of a document cover it, in order.</summary>
/// <param name="Kind">What is done with it.</param>
/// <param name="Start">Where it begins.</param>
/// <param name="Length">How long it is.</param>
internal readonly record struct MarkupItem(MarkupKind Kind, int Start, int Length)
{
    public int End => Start + Length;

    /// <summary>What a reader of the document sees of it.</summary>
    public string Text { get; init; } = "";

    /// <summary>Of a tag: whether an element begins or ends with it.</summary>
    public MarkupRole Role { get; init; }

    /// <summary>Of a tag: the name of its element, if it matters.</summary>
    public string Name { get; init; } = "";

    /// <summary>The character references in it: what each stands for, and how it is written.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> References { get; init; } = [];

    /// <summary>Returns the index of the tag that ends the element that begins at <paramref name="index"/>, if its block has it.</summary>
    /// <param name="items">The items of a document.</param>
    /// <param name="index">The tag that the element begins with.</param>
    /// <param name="most">How many items are looked at.</param>
    public static int? EndOf(IReadOnlyList<MarkupItem> items, int index, int most)
    {
        var depth = 0;
        for (var last = index; last < Math.Min(items.Count, index + most) && items[last].Kind != MarkupKind.Break; last++)
        {
            if (items[last].Name == items[index].Name && items[last].Role != MarkupRole.None)
            {
                depth += items[last].Role == MarkupRole.Opens ? 1 : -1;
                if (depth == 0)
                {
                    return last;
                }
            }
        }

        return null;
    }
}

/// <summary>What is done with a part of a document.</summary>
internal enum MarkupKind
{
    /// <summary>Text: translated with what is beside it in the same block.</summary>
    Text,

    /// <summary>An inline tag, a comment or similar: kept between the words that it stood between.</summary>
    Tag,

    /// <summary>An inline element that is not translated, such as code: a word of the text.</summary>
    Unit,

    /// <summary>What separates blocks: copied.</summary>
    Break,
}

/// <summary>What a tag does.</summary>
internal enum MarkupRole
{
    /// <summary>It stands by itself, as an image or a comment.</summary>
    None,

    /// <summary>An element begins.</summary>
    Opens,

    /// <summary>An element ends.</summary>
    Closes,
}

/// <summary>A language in which documents are written.</summary>
internal abstract class MarkupSyntax
{
    /// <summary>Divides a document.</summary>
    /// <param name="source">The document.</param>
    /// <param name="values">Receives the attribute values that are translated, in order; null if none are.</param>
    /// <param name="work">Counts the work.</param>
    /// <exception cref="Models.Errors.InferenceException">It is not a document of this language.</exception>
    public abstract IReadOnlyList<MarkupItem> Read(string source, List<MarkupItem>? values, Tokenization.TextWork work);

    /// <summary>Writes text so that it is nothing but text in a document.</summary>
    /// <param name="text">The text.</param>
    /// <param name="references">The characters that are written as references, as in the block that the text translates.</param>
    /// <param name="isFirst">Whether a block begins with it.</param>
    public abstract string Write(string text, IReadOnlyDictionary<string, string> references, bool isFirst);

    /// <summary>Writes an attribute's value.</summary>
    public virtual string WriteValue(string text, char quote, IReadOnlyDictionary<string, string> references) =>
        Write(text, references, isFirst: false).Replace(quote.ToString(), quote == '"' ? "&quot;" : "&#39;", StringComparison.Ordinal);
}
