namespace TransformerService.Models.Exports;

/// <summary>What config.json says of a classifier's labels.</summary>
public enum LabelSource
{
    /// <summary>Their names, in <c>id2label</c>.</summary>
    Names,

    /// <summary>How many there are, in <c>num_labels</c>.</summary>
    Count,

    /// <summary>Nothing.</summary>
    None,
}
