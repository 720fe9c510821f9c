using System.Text;
using TransformerService.Distillation.Recipes;

namespace TransformerService.Distillation.Reporting;

/// <summary>
/// Builds a variant's README.md in the layout of Hugging Face's model cards (Mitchell et al. 2019, https://arxiv.org/abs/1810.03993): what it
/// is, how and from what it was made, its scores, its weaknesses.
/// </summary>
internal sealed class CardBuilder
{
    private readonly StringBuilder _card = new();

    /// <summary>Begins with what tools read, the title, what the model does, and its licence.</summary>
    /// <param name="task">The task, by its name on Hugging Face.</param>
    /// <param name="title">The title.</param>
    /// <param name="description">What the recipe says of the model.</param>
    /// <param name="languages">The languages of a translator.</param>
    public CardBuilder(string task, string title, ModelDescription description, params ReadOnlySpan<string> languages)
    {
        Line("---");
        Line($"pipeline_tag: {task}");
        Line("library_name: onnx");
        if (!languages.IsEmpty)
        {
            Line($"language: [{string.Join(", ", languages)}]");
        }

        Line("---");
        Line($"# {title}");
        Line();
        Line(description.Summary ?? "");
        Line();
        Line($"**Licence.** {description.License ?? "Not stated."}");
    }

    /// <summary>Adds a line of Markdown.</summary>
    public void Line(string text = "") => _card.Append(text).Append('\n');

    /// <summary>Adds a heading.</summary>
    public void Heading(string text) => Line($"\n## {text}\n");

    /// <summary>Adds a list.</summary>
    public void Items(IReadOnlyList<string> items)
    {
        foreach (var item in items.DefaultIfEmpty("None stated."))
        {
            Line($"- {item}");
        }
    }

    /// <summary>Returns the card.</summary>
    public override string ToString() => _card.ToString();
}
