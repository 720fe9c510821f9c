namespace TransformerService.Evaluation.Metrics;

/// <summary>
/// A logistic regression whose targets are shares, 0 to 1 (Papke and Wooldridge 1996), fitted by Newton's method. The inputs are
/// standardised, and a small quadratic penalty keeps weights finite where an input never varies.
/// </summary>
public static class LogisticFit
{
    private const int Steps = 50;
    private const double Penalty = 1e-3,
        Converged = 1e-10,
        LeastDeviation = 1e-9;

    /// <summary>Returns the bias and the weights of the inputs.</summary>
    /// <param name="inputs">The inputs, <c>[rows][signs]</c>; at least one row.</param>
    /// <param name="targets">The target of each row.</param>
    public static (double Bias, double[] Weights) Run(IReadOnlyList<double[]> inputs, IReadOnlyList<double> targets)
    {
        var width = inputs[0].Length;
        var means = Enumerable.Range(0, width).Select(sign => inputs.Average(row => row[sign])).ToArray();
        var deviations = Enumerable
            .Range(0, width)
            .Select(sign => Math.Sqrt(inputs.Average(row => Math.Pow(row[sign] - means[sign], 2))))
            .Select(deviation => Math.Max(deviation, LeastDeviation))
            .ToArray();
        double[][] rows =
        [
            .. inputs.Select(row => (double[])[1, .. row.Select((value, sign) => (value - means[sign]) / deviations[sign])]),
        ];
        var weights = new double[width + 1];
        for (var step = 0; step < Steps; step++)
        {
            var change = Change(rows, targets, weights);
            for (var sign = 0; sign <= width; sign++)
            {
                weights[sign] += change[sign];
            }

            if (change.Max(Math.Abs) < Converged)
            {
                break;
            }
        }

        double[] scaled = [.. weights.Skip(1).Select((weight, sign) => weight / deviations[sign])];
        return (weights[0] - scaled.Zip(means, (weight, mean) => weight * mean).Sum(), scaled);
    }

    /// <summary>Newton's step: the gradient times the inverse of the curvature.</summary>
    private static double[] Change(double[][] rows, IReadOnlyList<double> targets, double[] weights)
    {
        var width = weights.Length;
        var system = new double[width, width + 1];
        for (var row = 0; row < rows.Length; row++)
        {
            var predicted = 1 / (1 + Math.Exp(-rows[row].Zip(weights, (value, weight) => value * weight).Sum()));
            for (var one = 0; one < width; one++)
            {
                system[one, width] += rows[row][one] * (targets[row] - predicted) / rows.Length;
                for (var other = 0; other < width; other++)
                {
                    system[one, other] += rows[row][one] * rows[row][other] * predicted * (1 - predicted) / rows.Length;
                }
            }
        }

        for (var sign = 1; sign < width; sign++)
        {
            system[sign, sign] += Penalty;
            system[sign, width] -= Penalty * weights[sign];
        }

        return Solve(system, width);
    }

    /// <summary>Gauss–Jordan elimination; the matrix is positive definite, so no row is exchanged.</summary>
    private static double[] Solve(double[,] system, int width)
    {
        for (var pivot = 0; pivot < width; pivot++)
        {
            for (var row = 0; row < width; row++)
            {
                if (row == pivot)
                {
                    continue;
                }

                var factor = system[row, pivot] / system[pivot, pivot];
                for (var column = pivot; column <= width; column++)
                {
                    system[row, column] -= factor * system[pivot, column];
                }
            }
        }

        return [.. Enumerable.Range(0, width).Select(row => system[row, width] / system[row, row])];
    }
}
