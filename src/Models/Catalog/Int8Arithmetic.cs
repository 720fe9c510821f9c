namespace TransformerService.Models.Catalog;

/// <summary>How exact the integer products of an int8 model are on a processor.</summary>
public enum Int8Arithmetic
{
    /// <summary>Every product is exact: the processor cannot saturate, or the model's weights cannot make it.</summary>
    Exact,

    /// <summary>Every product is exact through ONNX Runtime's exact mode, which is slower: the processor alone would saturate.</summary>
    ExactMode,

    /// <summary>Sums of two products saturate at 16 bits: answers differ from those on other processors, and depend on the batch.</summary>
    Saturating,
}
