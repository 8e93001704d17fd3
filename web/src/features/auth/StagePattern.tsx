/** The tiling of eight-pointed stars and crosses, drawn in hairlines. */
export function StagePattern() {
  return (
    <svg
      aria-hidden
      className="absolute inset-0 size-full text-white/8 mask-[linear-gradient(200deg,black_20%,transparent_75%)]"
    >
      <defs>
        <pattern id="stars" width="88" height="88" patternUnits="userSpaceOnUse">
          <g fill="none" stroke="currentColor" strokeWidth="1">
            <path d="M44 8 54.5 18.6H69.4V33.5L80 44 69.4 54.5V69.4H54.5L44 80 33.5 69.4H18.6V54.5L8 44 18.6 33.5V18.6H33.5Z" />
            <path d="M44 0V8M44 80V88M0 44H8M80 44H88M18.6 18.6 0 0M69.4 18.6 88 0M18.6 69.4 0 88M69.4 69.4 88 88" />
            <circle cx="44" cy="44" r="9" />
          </g>
        </pattern>
      </defs>
      <rect width="100%" height="100%" fill="url(#stars)" />
    </svg>
  )
}
