using TransformerService.V1;
using static TransformerService.Api.Tests.WorstLegal.Bodies;
using static TransformerService.Api.Tests.WorstLegal.Names;

namespace TransformerService.Api.Tests.WorstLegal;

/// <summary>Who takes every place.</summary>
internal static class RowsOfPlaces
{
    public static IEnumerable<WorstRow> OfPlaces()
    {
        string[] closed = [CallCounts.Closed]; // Kestrel ends connections whose streams end too often

        yield return new(
            "every place by eight streams of one connection",
            Dearest.Places,
            [InFlight, Requests, KeyRate, Streams],
            attack =>
                GrpcCalls.StreamsAsync(
                    attack,
                    connections: 1,
                    streams: 8,
                    id => new TranslateStreamRequest
                    {
                        Id = $"{id}",
                        Text = Sentence,
                        Model = Translator,
                    }
                )
        )
        {
            Quick = Company.SameAddress | Company.AtRateLimit,
            IsAnswered = true,
            Also = closed,
        };
        yield return new(
            "every place by dear texts of streams, for two keys",
            Dearest.Places,
            [InFlight, Requests, KeyRate],
            attack =>
                GrpcCalls.StreamsAsync(
                    attack with
                    {
                        Keys = [WorstServer.LimitedKey, WorstServer.SecondLimitedKey],
                    },
                    connections: 2,
                    streams: 8,
                    id => new TranslateStreamRequest
                    {
                        Id = $"{id}",
                        Text = Word,
                        Model = Translator,
                        Options = new TranslateOptions
                        {
                            BeamSize = attack.Limits.Beams,
                            MinNewTokens = attack.Limits.NewTokens,
                            MaxNewTokens = attack.Limits.NewTokens,
                        },
                    }
                )
        )
        {
            Quick = Company.AtRateLimit,
            Also = closed,
        };
        yield return new(
            "every live stream, again and again",
            Dearest.Places,
            [Streams, TransferTime],
            attack =>
                attack.AllAsync(
                    Some,
                    async number =>
                    {
                        using var caller = attack.NewCaller(number);
                        while (!attack.Stop.IsCancellationRequested)
                        {
                            await Caller.CountAsync(attack.Counted, () => caller.GetAsync("/v1/live", attack.Stop));
                        }
                    }
                )
        )
        {
            Promised = Company.All,
        };
        yield return new(
            "every stream that a connection may have",
            Dearest.Places,
            [Streams, InFlight, Requests],
            attack =>
                GrpcCalls.StreamsAsync(
                    attack,
                    connections: 1,
                    attack.Limits.StreamsPerConnection,
                    id => new TranslateStreamRequest
                    {
                        Id = $"{id}",
                        Text = Sentence,
                        Model = Translator,
                    }
                )
        )
        {
            Quick = Company.WithoutKey,
            Also = closed,
        };
        // Many small ones over many connections are one caller's share among themselves: of its small requests none is better than another.
        yield return new(
            "more requests than there are places",
            Dearest.Places,
            [Requests, Streams],
            attack =>
            {
                var message = new TranslateRequest { Texts = { Sentence }, Model = Translator };
                return GrpcCalls.UnaryAsync(
                    attack,
                    attack.Limits.StreamsPerConnection,
                    async (client, call) => await client.TranslateAsync(message, call),
                    connections: 6
                );
            }
        )
        {
            Quick = Company.AnotherAddress,
            Promised = Company.AnotherAddress | Company.AtRateLimit | Company.WithoutKey,
            IsAnswered = true,
        };
        yield return new(
            "wrong keys",
            Dearest.Places,
            [WrongKeys],
            attack => new Posts(Translations, (_, _) => Translate([Sentence]), 8).AttackAsync(attack with { Keys = ["tsk_another-key"] })
        )
        {
            Also = ["401"],
        };
    }
}
