namespace TransformerService.Models;

/// <summary>Which of a model's variants: the small one that serves, or the large one that it was distilled from.</summary>
public enum VariantRole
{
    /// <summary>The small, fast variant; answers unless the caller selects another variant.</summary>
    Student,

    /// <summary>The large, more accurate variant.</summary>
    Teacher,
}
