using TransformerService.Distillation.Modeling;

namespace TransformerService.Distillation.Tests.Onnx;

/// <summary>DistilBertForSequenceClassification written out, for one text.</summary>
internal sealed class NaiveDistilBert(DistilBertShape shape, IReadOnlyDictionary<string, WeightTensor> weights)
{
    private readonly NaiveLayers _layers = new(weights);

    public double[] Logits(IReadOnlyList<int> ids)
    {
        const string Embeddings = "distilbert.embeddings";
        double[][] rows =
        [
            .. ids.Select(
                (id, position) =>
                    _layers.LayerNorm(
                        NaiveLayers.Add(
                            _layers.Row($"{Embeddings}.word_embeddings.weight", id),
                            _layers.Row($"{Embeddings}.position_embeddings.weight", position)
                        ),
                        $"{Embeddings}.LayerNorm",
                        1e-12
                    )
            ),
        ];
        for (var layer = 0; layer < shape.Layers; layer++)
        {
            var name = $"distilbert.transformer.layer.{layer}";
            double[][] Project(string projection) => [.. rows.Select(row => _layers.Linear(row, $"{name}.attention.{projection}_lin"))];
            var context = NaiveLayers.Attend(Project("q"), Project("k"), Project("v"), shape.Heads, (_, _) => true);
            rows =
            [
                .. rows.Select(
                    (row, i) =>
                    {
                        var attended = _layers.LayerNorm(
                            NaiveLayers.Add(_layers.Linear(context[i], $"{name}.attention.out_lin"), row),
                            $"{name}.sa_layer_norm",
                            1e-12
                        );
                        double[] inner = [.. _layers.Linear(attended, $"{name}.ffn.lin1").Select(Gelu)];
                        return _layers.LayerNorm(
                            NaiveLayers.Add(_layers.Linear(inner, $"{name}.ffn.lin2"), attended),
                            $"{name}.output_layer_norm",
                            1e-12
                        );
                    }
                ),
            ];
        }

        return _layers.Linear([.. _layers.Linear(rows[0], "pre_classifier").Select(value => Math.Max(0, value))], "classifier");
    }

    private static double Gelu(double x) => x / 2 * (1 + Erf(x / Math.Sqrt(2)));

    /// <summary>The error function by its Taylor series, which is exact enough here for |x| below 5.</summary>
    private static double Erf(double x)
    {
        if (Math.Abs(x) > 5)
        {
            return Math.Sign(x);
        }

        double sum = 0,
            term = x;
        for (var n = 0; n < 120; n++)
        {
            sum += term / ((2 * n) + 1);
            term *= -x * x / (n + 1);
        }

        return 2 / Math.Sqrt(Math.PI) * sum;
    }
}
