namespace TransformerService.Distillation.Onnx.Marian;

/// <summary>The decoders of an export.</summary>
[Flags]
internal enum DecoderFiles
{
    /// <summary>decoder_model.onnx for the first step and decoder_with_past_model.onnx for the later ones: the faster variant.</summary>
    Split = 1,

    /// <summary>decoder_model_merged.onnx for all steps, which transformers.js requires.</summary>
    Merged = 2,

    /// <summary>All three files.</summary>
    Both = Split | Merged,
}
