using System.Globalization;

namespace Directives.Cli.Registry;

/// <summary>What a generated organogram holds.</summary>
/// <param name="Departments">Rows of departments.csv.</param>
/// <param name="Posts">Rows of posts.csv.</param>
/// <param name="Vacant">Posts without an incumbent.</param>
/// <param name="AdditionalCharges">Posts whose incumbent holds another post too.</param>
internal sealed record GeneratedCounts(int Departments, int Posts, int Vacant, int AdditionalCharges);

/// <summary>
/// Writes an organogram of any size in the format of samples/punjab: departments.csv and posts.csv, offices level by
/// level from the root, about twenty posts an office, every office with a head's post. Memory does not grow with it.
/// </summary>
internal static class RegistryGenerator
{
    /// <summary>The most posts that one organogram may be asked to have.</summary>
    public const int MaxPosts = 5_000_000;

    private const int OfficesPerReport = 500;

    private static readonly string[] DepartmentColumns = ["id", "parent", "kind", "name_en", "name_ur", "head_post"];

    private static readonly string[] PostColumns =
    [
        "id", "department", "designation_en", "designation_ur", "bps", "cadre", "service_group",
        "incumbent_id", "incumbent_name_en", "incumbent_name_ur", "charge",
    ];

    /// <summary>
    /// Writes departments.csv and posts.csv into a directory, made if missing; older files of these names are replaced
    /// only when the new ones are complete. The same number and seed give the same bytes.
    /// </summary>
    /// <param name="posts">How many posts, 1 to <see cref="MaxPosts"/>; exactly so many are written.</param>
    /// <param name="seed">Decides the persons, the vacancies and the charges.</param>
    /// <param name="directory">Where the two files go.</param>
    /// <param name="progress">Told from time to time how many posts are written.</param>
    /// <param name="cancellationToken">Stops the writing and leaves the older files as they were.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="posts"/> is out of range.</exception>
    /// <exception cref="ArgumentException"><paramref name="directory"/> is empty.</exception>
    internal static async Task<GeneratedCounts> GenerateAsync(
        int posts, int seed, string directory, IProgress<long>? progress, CancellationToken cancellationToken)
    {
        if (posts is < 1 or > MaxPosts)
            throw new ArgumentOutOfRangeException(nameof(posts), posts, $"The number of posts must be from 1 to {MaxPosts:N0}.");
        ArgumentException.ThrowIfNullOrWhiteSpace(directory);
        Directory.CreateDirectory(directory);

        await using var departments = new PendingCsvFile(Path.Combine(directory, "departments.csv"));
        await using var seats = new PendingCsvFile(Path.Combine(directory, "posts.csv"));
        var run = new Run(posts, new GeneratedStaff(new Random(seed)), departments, seats, progress);
        var counts = await run.WriteAsync(cancellationToken);
        await departments.CommitAsync();
        await seats.CommitAsync();
        return counts;
    }

    /// <summary>The writing of one organogram.</summary>
    private sealed class Run(
        int posts, GeneratedStaff staff, PendingCsvFile departments, PendingCsvFile seats, IProgress<long>? progress)
    {
        private int _posts;
        private int _vacant;
        private int _additional;

        public async Task<GeneratedCounts> WriteAsync(CancellationToken cancellationToken)
        {
            await departments.AddAsync(DepartmentColumns, cancellationToken);
            await seats.AddAsync(PostColumns, cancellationToken);
            var offices = (posts + GeneratedRoster.MaxPosts - 1) / GeneratedRoster.MaxPosts;
            var (size, larger) = Math.DivRem(posts, offices);
            for (var number = 0; number < offices; number++)
            {
                var office = GeneratedOffice.Number(number);
                await departments.AddAsync(
                    [office.Id, office.Parent, office.Kind, office.Name.En, office.Name.Ur, office.HeadPost], cancellationToken);
                await WritePostsAsync(office, number, number < larger ? size + 1 : size, cancellationToken);
                if (number % OfficesPerReport == 0) progress?.Report(_posts);
            }

            progress?.Report(_posts);
            return new GeneratedCounts(offices, _posts, _vacant, _additional);
        }

        private async Task WritePostsAsync(GeneratedOffice office, int number, int size, CancellationToken cancellationToken)
        {
            staff.EnterOffice();
            for (var place = 0; place < size; place++)
            {
                var seat = place == 0 ? office.Head : GeneratedRoster.At(number, office.IsField, place);
                var holder = staff.Next(mustBeFilled: place == 0);
                await seats.AddAsync(
                    [
                        $"{office.Id}/{seat.Slug}", office.Id, seat.Designation.En, seat.Designation.Ur,
                        seat.Bps.ToString(CultureInfo.InvariantCulture), seat.Cadre, seat.ServiceGroup,
                        holder?.Id ?? "", holder?.Name.En ?? "", holder?.Name.Ur ?? "", holder?.Charge ?? "",
                    ],
                    cancellationToken);
                _posts++;
                if (holder is null) _vacant++;
                if (holder is { Charge: "additional" }) _additional++;
            }
        }
    }
}
