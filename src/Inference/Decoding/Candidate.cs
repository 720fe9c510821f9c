namespace TransformerService.Inference.Decoding;

/// <summary>A way to go on: <paramref name="Token"/> after what <paramref name="Beam"/> has, with the score of both together.</summary>
internal readonly record struct Candidate(float Score, int Token, int Beam);
