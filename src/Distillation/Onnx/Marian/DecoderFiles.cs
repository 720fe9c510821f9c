namespace TransformerService.Distillation.Onnx.Marian;

/// <summary>Which decoders an export has.</summary>
[Flags]
internal enum DecoderFiles
{
    /// <summary>decoder_model.onnx for the first step and decoder_with_past_model.onnx for the later ones: the faster way.</summary>
    Split = 1,

    /// <summary>decoder_model_merged.onnx for all steps, which transformers.js asks for.</summary>
    Merged = 2,

    /// <summary>All three files.</summary>
    Both = Split | Merged,
}
